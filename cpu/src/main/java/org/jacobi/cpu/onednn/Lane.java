package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one product needs at a time: a stream, working memory, and the products made so far, of
 * which the least recently used goes when there are too many.
 */
final class Lane {
  /** The most products a lane keeps. */
  static final int CAPACITY = 256;

  private static final int BUCKETS = 2 * CAPACITY;

  /** Filled by the caller before {@link #product}. */
  final ProductKey key = new ProductKey();

  private final long stream;
  private final @Nullable Product[] buckets = new Product[BUCKETS];
  private final @Nullable Product[] kept = new Product[CAPACITY];
  private int count;
  private long clock;
  private MemorySegment scratch = MemorySegment.NULL;

  Lane() {
    try (var arena = Arena.ofConfined()) {
      stream = OneDnn.createStream(arena.allocate(JAVA_LONG));
    }
  }

  /** The product of {@link #key}. */
  Product product() {
    int bucket = key.bucket(BUCKETS);
    for (var at = buckets[bucket]; at != null; at = at.nextInBucket) {
      if (at.key.matches(key)) {
        at.lastUse = ++clock;
        return at;
      }
    }
    var made = new Product(key);
    made.lastUse = ++clock;
    int slot = count < CAPACITY ? count++ : removeOldest();
    kept[slot] = made;
    made.nextInBucket = buckets[bucket];
    buckets[bucket] = made;
    return made;
  }

  private int removeOldest() {
    int oldest = 0;
    for (int i = 1; i < CAPACITY; i++) {
      if (at(i).lastUse < at(oldest).lastUse) {
        oldest = i;
      }
    }
    var gone = at(oldest);
    int bucket = gone.key.bucket(BUCKETS);
    var before = buckets[bucket];
    if (before == gone) {
      buckets[bucket] = gone.nextInBucket;
    } else {
      while (before != null && before.nextInBucket != gone) {
        before = before.nextInBucket;
      }
      if (before != null) {
        before.nextInBucket = gone.nextInBucket;
      }
    }
    gone.close();
    return oldest;
  }

  private Product at(int slot) {
    var product = kept[slot];
    if (product == null) {
      throw new AssertionError("slot " + slot + " of " + count + " is empty");
    }
    return product;
  }

  void execute(Product product, long a, long b, long bias, long out) {
    if (product.scratchBytes() > scratch.byteSize()) {
      // The old one is freed by the garbage collector: nothing points to it any more.
      scratch = Arena.ofAuto().allocate(product.scratchBytes(), 64);
    }
    product.execute(stream, a, b, bias, out, scratch.address());
  }

  void close() {
    for (int i = 0; i < count; i++) {
      at(i).close();
    }
    OneDnn.destroyStream(stream);
  }
}
