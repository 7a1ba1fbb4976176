package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.ReduceFn;

/**
 * Reductions of dense floats over neighbouring axes: outer × reduced × inner → outer × inner. Each
 * method returns false, and has written nothing, where the axes are others.
 */
final class Reductions {
  /** So many rows are added in floats before their sum goes to the total. */
  static final int BLOCK = 64;

  private Reductions() {}

  static boolean reduce(ReduceFn function, NDArray x, int[] axes, NDArray out) {
    if (!Layout.isDenseFloats(x) || !Layout.isDenseFloats(out)) {
      return false;
    }
    Shape shape = x.shape();
    int first = firstOf(shape, axes);
    if (first < 0) {
      return false;
    }
    int past = first + axes.length;
    int n = 1;
    for (int axis = first; axis < past; axis++) {
      n *= shape.dim(axis);
    }
    int inner = Layout.length(x, past);
    int outer = inner == 0 ? 0 : Math.toIntExact(out.size() / inner);
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    for (int i = 0; i < outer; i++) {
      if (inner == 1) {
        to.set(JAVA_FLOAT, yAt + 4L * i, row(function, from, xAt + 4L * i * n, n));
      } else {
        long start = xAt + 4L * i * n * inner;
        columns(function, from, start, n, inner, to, yAt + 4L * i * inner);
      }
    }
    return true;
  }

  /** The first of the axes if they are neighbours, else −1. */
  static int firstOf(Shape shape, int... axes) {
    if (axes.length == 0) {
      return -1;
    }
    int first = axes[0];
    for (int axis : axes) {
      first = Math.min(first, axis);
    }
    boolean[] seen = axes.length == 1 ? null : new boolean[shape.rank()];
    if (seen != null) {
      for (int axis : axes) {
        if (axis >= first + axes.length || seen[axis]) {
          return -1;
        }
        seen[axis] = true;
      }
    }
    return first;
  }

  private static float row(ReduceFn function, MemorySegment x, long at, int n) {
    return switch (function) {
      case SUM -> (float) RowLoops.sum(x, at, n);
      case MAX -> RowLoops.max(x, at, n);
      case MIN -> RowLoops.min(x, at, n);
    };
  }

  private static void columns(
      ReduceFn function, MemorySegment x, long at, int n, int inner, MemorySegment y, long yAt) {
    switch (function) {
      case SUM -> columnSums(x, at, n, inner, y, yAt);
      case MAX -> columnMax(x, at, n, inner, y, yAt);
      case MIN -> columnMin(x, at, n, inner, y, yAt);
    }
  }

  /** The sums of n rows, column by column. */
  static void columnSums(MemorySegment x, long at, int n, int inner, MemorySegment y, long yAt) {
    int j = 0;
    for (; j <= inner - 4 * LENGTH; j += 4 * LENGTH) {
      fourSums(x, at + 4L * j, n, inner, y, yAt + 4L * j);
    }
    for (; j < inner; j += LENGTH) {
      oneSum(x, at, n, inner, j, y, yAt);
    }
  }

  /** Four vectors of columns at once, block by block of rows. */
  private static void fourSums(
      MemorySegment x, long at, int n, int inner, MemorySegment y, long yAt) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    FloatVector t0 = FloatVector.zero(FLOATS);
    FloatVector t1 = FloatVector.zero(FLOATS);
    FloatVector t2 = FloatVector.zero(FLOATS);
    FloatVector t3 = FloatVector.zero(FLOATS);
    for (int block = 0; block < n; block += BLOCK) {
      int end = Math.min(n, block + BLOCK);
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      for (int i = block; i < end; i++) {
        long row = at + 4L * i * inner;
        s0 = s0.add(FloatVector.fromMemorySegment(FLOATS, exactX, row, ORDER));
        s1 = s1.add(FloatVector.fromMemorySegment(FLOATS, exactX, row + 4L * LENGTH, ORDER));
        s2 = s2.add(FloatVector.fromMemorySegment(FLOATS, exactX, row + 8L * LENGTH, ORDER));
        s3 = s3.add(FloatVector.fromMemorySegment(FLOATS, exactX, row + 12L * LENGTH, ORDER));
      }
      t0 = t0.add(s0);
      t1 = t1.add(s1);
      t2 = t2.add(s2);
      t3 = t3.add(s3);
    }
    t0.intoMemorySegment(exactY, yAt, ORDER);
    t1.intoMemorySegment(exactY, yAt + 4L * LENGTH, ORDER);
    t2.intoMemorySegment(exactY, yAt + 8L * LENGTH, ORDER);
    t3.intoMemorySegment(exactY, yAt + 12L * LENGTH, ORDER);
  }

  private static void oneSum(
      MemorySegment x, long at, int n, int inner, int j, MemorySegment y, long yAt) {
    VectorMask<Float> mask = FLOATS.indexInRange(j, inner);
    FloatVector total = FloatVector.zero(FLOATS);
    for (int block = 0; block < n; block += BLOCK) {
      int end = Math.min(n, block + BLOCK);
      FloatVector s = FloatVector.zero(FLOATS);
      for (int i = block; i < end; i++) {
        s =
            s.add(
                FloatVector.fromMemorySegment(
                    FLOATS, x, at + 4L * i * inner + 4L * j, ORDER, mask));
      }
      total = total.add(s);
    }
    total.intoMemorySegment(y, yAt + 4L * j, ORDER, mask);
  }

  private static void columnMax(
      MemorySegment x, long at, int n, int inner, MemorySegment y, long yAt) {
    for (int j = 0; j < inner; j += LENGTH) {
      VectorMask<Float> mask = FLOATS.indexInRange(j, inner);
      IntVector best = Ordered.least();
      IntVector size = Ordered.least();
      for (int i = 0; i < n; i++) {
        IntVector bits =
            FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i * inner + 4L * j, ORDER, mask)
                .reinterpretAsInts();
        best = best.max(Ordered.key(bits));
        size = size.max(Ordered.size(bits));
      }
      Ordered.value(best, size).intoMemorySegment(y, yAt + 4L * j, ORDER, mask);
    }
  }

  private static void columnMin(
      MemorySegment x, long at, int n, int inner, MemorySegment y, long yAt) {
    for (int j = 0; j < inner; j += LENGTH) {
      VectorMask<Float> mask = FLOATS.indexInRange(j, inner);
      IntVector best = Ordered.most();
      IntVector size = Ordered.least();
      for (int i = 0; i < n; i++) {
        IntVector bits =
            FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i * inner + 4L * j, ORDER, mask)
                .reinterpretAsInts();
        best = best.min(Ordered.key(bits));
        size = size.max(Ordered.size(bits));
      }
      Ordered.value(best, size).intoMemorySegment(y, yAt + 4L * j, ORDER, mask);
    }
  }

  static boolean argmax(NDArray x, int axis, NDArray out) {
    if (x.dtype() != DType.F32
        || out.dtype() != DType.I64
        || !out.isContiguous()
        || !x.isContiguous()) {
      return false;
    }
    int n = x.shape().dim(axis);
    int inner = Layout.length(x, axis + 1);
    int count = Math.toIntExact(out.size());
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < count; i++) {
      long start = Layout.at(x) + 4L * ((long) (i / inner) * n * inner + i % inner);
      long position = RowLoops.argmax(from, start, n, 4L * inner);
      to.set(JAVA_LONG, Layout.at(out) + 8L * i, position);
    }
    return true;
  }
}
