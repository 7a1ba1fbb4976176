package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;

/**
 * Rows of a dense matrix by their positions: axis 0 with an index that is the same along a row, as
 * embeddings have it; and single numbers of a matrix. Each method returns false, and has written
 * nothing, for anything else.
 */
final class Picks {
  private Picks() {}

  private static boolean fits(NDArray x, NDArray index, NDArray out) {
    return Layout.isDenseFloats(x)
        && Layout.isDenseFloats(out)
        && (index.dtype() == DType.I64 || index.dtype() == DType.I32)
        && x.shape().rank() == 2;
  }

  private static long position(MemorySegment indices, NDArray index, int row, int col, int limit) {
    long at = index.offset() + row * index.stride(0) + col * index.stride(1);
    long position =
        index.dtype() == DType.I64 ? indices.get(JAVA_LONG, 8 * at) : indices.get(JAVA_INT, 4 * at);
    if (position < 0 || position >= limit) {
      throw new IndexOutOfBoundsException(
          "[gather] the index " + position + " does not lie within an axis of " + limit);
    }
    return position;
  }

  private static boolean wholeRows(int axis, NDArray index) {
    return axis == 0 && (index.stride(1) == 0 || index.shape().dim(1) == 1);
  }

  static boolean gather(NDArray x, int axis, NDArray index, NDArray out) {
    if (!fits(x, index, out)) {
      return false;
    }
    int rows = out.shape().dim(0);
    int cols = out.shape().dim(1);
    int limit = x.shape().dim(axis);
    int width = x.shape().dim(1);
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    MemorySegment indices = index.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    if (cols == 0) {
      return true;
    }
    if (wholeRows(axis, index) && cols == width) {
      for (int i = 0; i < rows; i++) {
        long position = position(indices, index, i, 0, limit);
        long target = yAt + 4L * i * width;
        MemorySegment.copy(from, xAt + 4 * position * width, to, target, 4L * width);
      }
      return true;
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long position = position(indices, index, i, j, limit);
        long at = axis == 0 ? position * width + j : (long) i * width + position;
        to.set(JAVA_FLOAT, yAt + 4L * ((long) i * cols + j), from.get(JAVA_FLOAT, xAt + 4 * at));
      }
    }
    return true;
  }

  static boolean scatterAdd(NDArray x, int axis, NDArray index, NDArray out) {
    if (!fits(x, index, out)) {
      return false;
    }
    int rows = x.shape().dim(0);
    int cols = x.shape().dim(1);
    int limit = out.shape().dim(axis);
    int width = out.shape().dim(1);
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    MemorySegment indices = index.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    to.asSlice(yAt, 4 * out.size()).fill((byte) 0);
    if (cols == 0) {
      return true;
    }
    if (wholeRows(axis, index) && cols == width) {
      for (int i = 0; i < rows; i++) {
        long position = position(indices, index, i, 0, limit);
        add(from, xAt + 4L * i * width, to, yAt + 4 * position * width, width);
      }
      return true;
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long position = position(indices, index, i, j, limit);
        long at = yAt + 4 * (axis == 0 ? position * width + j : (long) i * width + position);
        float added = from.get(JAVA_FLOAT, xAt + 4L * ((long) i * cols + j));
        to.set(JAVA_FLOAT, at, to.get(JAVA_FLOAT, at) + added);
      }
    }
    return true;
  }

  /** y ← y + x. */
  private static void add(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactY, yAt + 4L * i, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * i, ORDER, mask)
          .add(FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
    }
  }
}
