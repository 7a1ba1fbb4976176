package org.jacobi.tensor;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** The texts of errors that several operations share. */
final class Messages {
  private Messages() {}

  static String broadcast(String op, String first, Shape a, String second, Shape b) {
    return "["
        + op
        + "] from the last axis on, lengths must be equal or 1: the "
        + first
        + " tensor is "
        + a
        + ", the "
        + second
        + " "
        + b;
  }

  static void requireSameType(String op, NDArray a, NDArray b) {
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          "["
              + op
              + "] both tensors must have one type: "
              + a.describe()
              + " and "
              + b.describe()
              + ". Did you mean cast(DType."
              + (b.dtype().isFloating() && !a.dtype().isFloating() ? b : a).dtype().name()
              + ")?");
    }
  }

  /** Whether this is a factor in BF16 beside one in F32, which matrix products take as it is. */
  static boolean isHalf(NDArray factor, NDArray other) {
    return factor.dtype() == DType.BF16 && other.dtype() == DType.F32;
  }

  /** What is computed with: integers and truth values would be cut off without a word. */
  static void requireFloating(String op, NDArray x) {
    if (!x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "["
              + op
              + "] computes with f32 and f64 only, not with "
              + x.describe()
              + ". Did you mean cast(DType.F32)?");
    }
  }

  /**
   * The inner lengths of a matrix product; a vector is a row on the left, a column on the right.
   */
  static void requireInner(Shape a, Shape b) {
    int inner = b.dim(b.rank() == 1 ? 0 : -2);
    if (a.dim(-1) == inner) {
      return;
    }
    throw new IllegalArgumentException(
        "[matmul] the last axis of the first tensor "
            + a
            + " must equal the "
            + (b.rank() == 1 ? "axis" : "last but one")
            + " of the second "
            + b
            + ": "
            + a.dim(-1)
            + " ≠ "
            + inner
            + guess(a, b));
  }

  private static String guess(Shape a, Shape b) {
    if (b.rank() > 1 && a.dim(-1) == b.dim(-1)) {
      return ". Did you mean b.transpose()?";
    }
    boolean turned = a.rank() > 1 && a.dim(-2) == b.dim(b.rank() == 1 ? 0 : -2);
    return turned ? ". Did you mean a.transpose()?" : "";
  }

  static void requireEqualBut(String op, int axis, Shape a, Shape b) {
    if (a.rank() != b.rank() || !a.with(axis, b.dim(axis)).equals(b)) {
      throw new IllegalArgumentException(
          "[" + op + "] the shapes may differ along axis " + axis + " only: " + a + " and " + b);
    }
  }

  static void requireIndex(String op, int axis, Shape shape, NDArray index) {
    if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
      throw new IllegalArgumentException(
          "[" + op + "] the index must be of type i64 or i32, not " + index.describe());
    }
    requireEqualBut(op, axis, shape, index.shape());
    int length = shape.dim(axis);
    for (long position : index.toLongs()) {
      if (position < 0 || position >= length) {
        throw new IndexOutOfBoundsException(
            "["
                + op
                + "] the index "
                + position
                + " does not lie within axis "
                + axis
                + " of "
                + shape
                + ", which has the positions 0 to "
                + (length - 1));
      }
    }
  }

  static UnsupportedOperationException noSecondDerivative(String op, String instead) {
    return new UnsupportedOperationException(
        "["
            + op
            + "] this fused operation has no second derivative; compose it from parts that do: "
            + instead);
  }
}
