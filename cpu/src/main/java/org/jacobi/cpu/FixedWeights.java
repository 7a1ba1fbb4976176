package org.jacobi.cpu;

import java.util.function.Function;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Another form of each weight that does not change, made when it is first asked for. A weight is
 * known by its place in memory, which stays taken as long as this object lives. Asking for a form
 * that is there makes nothing on the heap and takes no lock.
 *
 * @param <T> the other form
 */
final class FixedWeights<T> {
  private final Function<NDArray, @Nullable T> maker;

  /** A hash table, at least half empty; it is never changed, but replaced. */
  private volatile @Nullable Entry[] table = new Entry[8];

  private int count;

  /**
   * No forms yet.
   *
   * @param maker null for a weight that has no such form
   */
  FixedWeights(Function<NDArray, @Nullable T> maker) {
    this.maker = maker;
  }

  private record Entry(NDArray weight, @Nullable Object form) {
    boolean isOf(NDArray other) {
      return weight == other
          || (address(weight) == address(other)
              && weight.shape().equals(other.shape())
              && weight.stride(0) == other.stride(0)
              && weight.stride(1) == other.stride(1));
    }
  }

  private static long address(NDArray weight) {
    return weight.segment().address() + weight.offset() * weight.dtype().bytes();
  }

  /** The other form of this weight, or null if it has none. */
  @Nullable T of(NDArray weight) {
    Entry found = find(table, weight);
    return form(found == null ? add(weight) : found);
  }

  @SuppressWarnings("unchecked") // only what the maker made is in the table
  private @Nullable T form(Entry entry) {
    return (T) entry.form;
  }

  /** Where a weight with this address stands, if nothing else stands there. */
  private static int place(long address, int length) {
    return (int) (address * 0x9E3779B97F4A7C15L >>> 32) & length - 1;
  }

  private static @Nullable Entry find(@Nullable Entry[] table, NDArray weight) {
    for (int i = place(address(weight), table.length); ; i = i + 1 & table.length - 1) {
      Entry entry = table[i];
      if (entry == null || entry.isOf(weight)) {
        return entry;
      }
    }
  }

  private synchronized Entry add(NDArray weight) {
    Entry other = find(table, weight);
    if (other != null) {
      return other; // another thread was faster
    }
    var made = new Entry(weight, maker.apply(weight));
    count++;
    var larger = new Entry[Math.max(8, Integer.highestOneBit(count) * 4)];
    for (Entry entry : table) {
      if (entry != null) {
        put(larger, entry);
      }
    }
    put(larger, made);
    table = larger;
    return made;
  }

  private static void put(@Nullable Entry[] table, Entry entry) {
    int i = place(address(entry.weight), table.length);
    while (table[i] != null) {
      i = i + 1 & table.length - 1;
    }
    table[i] = entry;
  }
}
