package org.jacobi.train;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.nn.ParamStore;

/**
 * How the slabs of a model are shared out to be added up and updated: each large parameter is cut
 * into as many parts as there are, and small ones go to one part or another. So the first half of
 * the parts holds the first half of each large weight, whose gradient {@link SplitKernels} leaves
 * in the cache of the same worker.
 */
final class SlabParts {
  /** Positions of a part, about. */
  private static final int LENGTH = 1 << 14;

  private static final int MOST = 64;

  /** The most positions that come at once: as many as stay in the nearest cache. */
  static final int PIECE = 1 << 13;

  private final List<List<Range>> parts = new ArrayList<>();

  private record Range(int from, int to) {}

  /** What is done with the positions {@code from ≤ i < to} of the slabs. */
  @FunctionalInterface
  interface RangeWork {
    void at(int from, int to);
  }

  SlabParts(ParamStore store) {
    int count = store.length() < 2 * LENGTH ? 1 : Math.min(MOST, store.length() / LENGTH / 2 * 2);
    for (int part = 0; part < count; part++) {
      parts.add(new ArrayList<>());
    }
    int from = 0;
    int small = 0;
    for (int i = 0; i < store.params().size(); i++) {
      int start = store.offset(i);
      int end = i + 1 < store.params().size() ? store.offset(i + 1) : store.length();
      boolean isLarge = end - start >= PIECE;
      if (isLarge && from < start) {
        add(small++ % count, from, start);
      }
      if (isLarge) {
        cut(start, end);
        from = end;
      } else if (end == store.length() || end - from >= PIECE) {
        add(small++ % count, from, end);
        from = end;
      }
    }
  }

  private void cut(int from, int to) {
    int count = parts.size();
    for (int part = 0; part < count; part++) {
      add(part, from + Cut.at(to - from, part, count), from + Cut.at(to - from, part + 1, count));
    }
  }

  private void add(int part, int from, int to) {
    for (int at = from; at < to; at += PIECE) {
      parts.get(part).add(new Range(at, Math.min(to, at + PIECE)));
    }
  }

  int count() {
    return parts.size();
  }

  /** Each position belongs to one part, and comes once. */
  void forEach(int part, RangeWork work) {
    for (Range range : parts.get(part)) {
      work.at(range.from, range.to);
    }
  }
}
