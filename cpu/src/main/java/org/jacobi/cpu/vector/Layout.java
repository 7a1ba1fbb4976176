package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * How the elements of an array lie in memory. Elementwise kernels go over rows: the last axes from
 * a split on, over which each array is either dense or the same number again.
 */
final class Layout {
  private static final int TILE = 16;

  private Layout() {}

  static boolean isDenseFloats(NDArray x) {
    return x.dtype() == DType.F32 && x.isContiguous();
  }

  /** Position of the first element in bytes. */
  static long at(NDArray x) {
    return x.offset() * x.dtype().bytes();
  }

  /** The first axis from which on the elements lie without gaps. */
  static int dense(NDArray x) {
    Shape shape = x.shape();
    long step = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int dim = shape.dim(axis);
      if (dim != 1) {
        if (x.stride(axis) != step) {
          return axis + 1;
        }
        step *= dim;
      }
    }
    return 0;
  }

  /** The first axis from which on all elements are one number. */
  private static int same(NDArray x) {
    Shape shape = x.shape();
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (shape.dim(axis) != 1 && x.stride(axis) != 0) {
        return axis + 1;
      }
    }
    return 0;
  }

  /** The first axis from which on the array is dense or one number. */
  static int split(NDArray x) {
    return x.isContiguous() ? 0 : Math.min(dense(x), same(x));
  }

  /** Whether the elements from the split on are one number that stands for several. */
  static boolean isOne(NDArray x, int split) {
    return !x.isContiguous() && dense(x) > split;
  }

  /** Number of elements from that axis on. */
  static int length(NDArray x, int split) {
    long length = 1;
    for (int axis = split; axis < x.shape().rank(); axis++) {
      length *= x.shape().dim(axis);
    }
    return Math.toIntExact(length);
  }

  /** Position in bytes of a row of the axes before the split, counted row-major. */
  static long row(NDArray x, int split, int row) {
    long offset = x.offset();
    if (split == 1) {
      offset += row * x.stride(0);
    } else {
      int rest = row;
      for (int axis = split - 1; axis >= 0; axis--) {
        int dim = x.shape().dim(axis);
        offset += rest % dim * x.stride(axis);
        rest /= dim;
      }
    }
    return offset * x.dtype().bytes();
  }

  /** Whether two arrays share memory, as far as their first bytes and lengths tell. */
  static boolean mayOverlap(NDArray x, NDArray y) {
    var a = x.segment();
    var b = y.segment();
    return a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize();
  }

  /** Copies floats of any strides to a dense array, in tiles so that both sides use whole lines. */
  static void copy(NDArray x, NDArray out) {
    int rank = x.shape().rank();
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    int rows = rank > 1 ? x.shape().dim(rank - 2) : 1;
    int cols = x.shape().dim(rank - 1);
    long down = rank > 1 ? 4 * x.stride(rank - 2) : 0;
    long along = 4 * x.stride(rank - 1);
    long matrices = rows == 0 || cols == 0 ? 0 : x.size() / rows / cols;
    for (int matrix = 0; matrix < matrices; matrix++) {
      long start = row(x, Math.max(0, rank - 2), matrix);
      long target = at(out) + 4L * matrix * rows * cols;
      for (int r = 0; r < rows; r += TILE) {
        int lastRow = Math.min(rows, r + TILE);
        for (int c = 0; c < cols; c += TILE) {
          int lastCol = Math.min(cols, c + TILE);
          for (int i = r; i < lastRow; i++) {
            tileRow(from, start + i * down, along, to, target + 4L * i * cols, c, lastCol);
          }
        }
      }
    }
  }

  private static void tileRow(
      MemorySegment from, long start, long along, MemorySegment to, long target, int c, int end) {
    for (int j = c; j < end; j++) {
      to.set(JAVA_FLOAT, target + 4L * j, from.get(JAVA_FLOAT, start + j * along));
    }
  }
}
