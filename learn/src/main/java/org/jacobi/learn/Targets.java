package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** Targets in the form of the output that they are held against. */
final class Targets {
  private Targets() {}

  /** Class numbers as one-hot rows, rows as they are, both in the type of the output. */
  static NDArray asRows(String layer, NDArray target, NDArray output) {
    Shape wanted = output.shape();
    if (target.dtype().isInteger() && target.shape().equals(Shape.of(wanted.dim(0)))) {
      return Matrices.oneHot(target, wanted.dim(1), output.dtype());
    }
    if (!target.shape().equals(wanted) || !target.dtype().isFloating()) {
      throw new IllegalArgumentException(
          Words.error(layer, "target", wanted, Shape.of(wanted.dim(0)), target.describe()));
    }
    return target.cast(output.dtype());
  }

  /** The class of each row. */
  static int[] classes(NDArray target) {
    return target.dtype().isInteger() ? target.toInts() : Matrices.largestOfRows(target);
  }
}
