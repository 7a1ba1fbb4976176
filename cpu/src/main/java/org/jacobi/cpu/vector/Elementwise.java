package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.UnaryFn;

/**
 * Elementwise kernels over arrays of floats. Each method returns false, and has written nothing,
 * where the arrays lie or are typed in a way that is left to the plain kernels.
 */
final class Elementwise {
  private Elementwise() {}

  static boolean unary(UnaryFn function, double p, NDArray x, NDArray out) {
    if (x.dtype() != DType.F32 || out.dtype() != DType.F32 || isSlow(function)) {
      return false;
    }
    MemorySegment y = out.segment();
    int n = Math.toIntExact(out.size());
    if (x.isContiguous() && out.isContiguous()) {
      UnaryLoops.run(function, p, x.segment(), Layout.at(x), y, Layout.at(out), n);
    } else if (!out.isContiguous()) {
      return unaryOverRows(function, p, x, out);
    } else if (Layout.mayOverlap(x, out)) {
      return false;
    } else {
      Layout.copy(x, out);
      UnaryLoops.run(function, p, y, Layout.at(out), y, Layout.at(out), n);
    }
    return true;
  }

  /** The same where the output is some columns of a matrix, and so is the input. */
  private static boolean unaryOverRows(UnaryFn function, double p, NDArray x, NDArray out) {
    int split = Math.max(Layout.dense(x), Layout.dense(out));
    if (split == out.shape().rank()) {
      return false;
    }
    int n = Layout.length(out, split);
    int rows = n == 0 ? 0 : (int) (out.size() / n);
    for (int i = 0; i < rows; i++) {
      long xAt = Layout.row(x, split, i);
      long yAt = Layout.row(out, split, i);
      UnaryLoops.run(function, p, x.segment(), xAt, out.segment(), yAt, n);
    }
    return true;
  }

  /**
   * What computes in double with fused operations, which are slow where Java has to emulate them.
   */
  private static boolean isSlow(UnaryFn function) {
    return !Lanes.FUSED
        && switch (function) {
          case ERF, GELU, GELU_TANH, SOFTPLUS, SIN, COS -> true;
          default -> false;
        };
  }

  static boolean binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    if (a.dtype() != DType.F32 || b.dtype() != DType.F32) {
      return false;
    }
    if (out.dtype() != (function.isComparison() ? DType.BOOL : DType.F32)) {
      return false;
    }
    if (!out.isContiguous() && Layout.dense(out) == out.shape().rank()) {
      return false;
    }
    if (a.isContiguous() && b.isContiguous() && out.isContiguous()) {
      int n = Math.toIntExact(out.size());
      MemorySegment y = out.segment();
      long yAt = Layout.at(out);
      row(function, a.segment(), Layout.at(a), false, b.segment(), Layout.at(b), false, y, yAt, n);
      return true;
    }
    return overRows(function, a, b, out);
  }

  private static boolean overRows(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    if (out.size() == 0) {
      return true;
    }
    int rank = out.shape().rank();
    int splitA = Layout.split(a);
    int splitB = Layout.split(b);
    boolean gapsA = splitA == rank && out.shape().dim(-1) != 1;
    boolean gapsB = splitB == rank && out.shape().dim(-1) != 1;
    if (gapsA || gapsB) {
      return out.isContiguous() && withCopy(function, a, gapsA, b, gapsB, out);
    }
    int split = Math.max(Layout.dense(out), Math.max(splitA, splitB));
    int n = Layout.length(out, split);
    int rows = (int) (out.size() / n);
    boolean aOne = Layout.isOne(a, split);
    boolean bOne = Layout.isOne(b, split);
    boolean shared = Layout.mayOverlap(a, out) || Layout.mayOverlap(b, out);
    if (!function.isComparison() && (aOne || bOne) && shared) {
      return false;
    }
    MemorySegment left = a.segment();
    MemorySegment right = b.segment();
    MemorySegment y = out.segment();
    for (int i = 0; i < rows; i++) {
      long aAt = Layout.row(a, split, i);
      long bAt = Layout.row(b, split, i);
      row(function, left, aAt, aOne, right, bAt, bOne, y, Layout.row(out, split, i), n);
    }
    return true;
  }

  /** One operand with gaps, such as a transposed one, is copied to the output first. */
  private static boolean withCopy(
      BinaryFn function, NDArray a, boolean gapsA, NDArray b, boolean gapsB, NDArray out) {
    NDArray gaps = gapsA ? a : b;
    NDArray other = gapsA ? b : a;
    if (gapsA && gapsB
        || function.isComparison()
        || Layout.mayOverlap(gaps, out)
        || Layout.mayOverlap(other, out)) {
      return false;
    }
    Layout.copy(gaps, out);
    return binary(function, gapsA ? out : a, gapsA ? b : out, out);
  }

  /** One number that stands for a whole row is written to the output first; of two the result. */
  private static void row(
      BinaryFn function,
      MemorySegment a,
      long aAt,
      boolean aOne,
      MemorySegment b,
      long bAt,
      boolean bOne,
      MemorySegment y,
      long yAt,
      int n) {
    if (function.isComparison()) {
      TruthLoops.compare(function, a, aAt, aOne, b, bAt, bOne, y, yAt, n);
    } else if (aOne && bOne) {
      BinaryLoops.run(function, a, aAt, b, bAt, y, yAt, 1);
      UnaryLoops.fill(y.get(JAVA_FLOAT, yAt), y, yAt, n);
    } else if (aOne) {
      UnaryLoops.fill(a.get(JAVA_FLOAT, aAt), y, yAt, n);
      BinaryLoops.run(function, y, yAt, b, bAt, y, yAt, n);
    } else if (bOne) {
      UnaryLoops.fill(b.get(JAVA_FLOAT, bAt), y, yAt, n);
      BinaryLoops.run(function, a, aAt, y, yAt, y, yAt, n);
    } else {
      BinaryLoops.run(function, a, aAt, b, bAt, y, yAt, n);
    }
  }

  static boolean where(NDArray condition, NDArray a, NDArray b, NDArray out) {
    if (condition.dtype().bytes() != 1
        || a.dtype() != DType.F32
        || b.dtype() != DType.F32
        || !Layout.isDenseFloats(out)) {
      return false;
    }
    if (out.size() == 0) {
      return true;
    }
    int split = Math.max(Layout.split(condition), Math.max(Layout.split(a), Layout.split(b)));
    if (split == out.shape().rank() && split > 0 && out.shape().dim(-1) != 1) {
      return false;
    }
    int n = Layout.length(out, split);
    int rows = (int) (out.size() / n);
    if (Layout.isOne(condition, split)) {
      return false;
    }
    boolean aOne = Layout.isOne(a, split);
    boolean bOne = Layout.isOne(b, split);
    MemorySegment chosen = condition.segment();
    MemorySegment left = a.segment();
    MemorySegment right = b.segment();
    MemorySegment y = out.segment();
    long yAt = Layout.at(out);
    for (int i = 0; i < rows; i++, yAt += 4L * n) {
      long cAt = Layout.row(condition, split, i);
      long aAt = Layout.row(a, split, i);
      long bAt = Layout.row(b, split, i);
      if (aOne && bOne) {
        float whole = left.get(JAVA_FLOAT, aAt);
        TruthLoops.where(chosen, cAt, whole, right.get(JAVA_FLOAT, bAt), y, yAt, n);
      } else if (aOne) {
        UnaryLoops.fill(left.get(JAVA_FLOAT, aAt), y, yAt, n);
        TruthLoops.where(chosen, cAt, y, yAt, right, bAt, y, yAt, n);
      } else if (bOne) {
        UnaryLoops.fill(right.get(JAVA_FLOAT, bAt), y, yAt, n);
        TruthLoops.where(chosen, cAt, left, aAt, y, yAt, y, yAt, n);
      } else {
        TruthLoops.where(chosen, cAt, left, aAt, right, bAt, y, yAt, n);
      }
    }
    return true;
  }
}
