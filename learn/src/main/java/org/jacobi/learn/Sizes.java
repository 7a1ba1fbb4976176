package org.jacobi.learn;

import org.jacobi.array.NDArray;

/** Checks that several layers make. */
final class Sizes {
  private Sizes() {}

  static int positive(String layer, int size) {
    if (size <= 0) {
      throw new IllegalArgumentException(Words.error(layer, "positive", size));
    }
    return size;
  }

  /** An input of rows of this length and of the parameter's type. */
  static NDArray rowsOf(String layer, NDArray x, int length, ManualParam parameter) {
    if (x.shape().rank() != 2 || x.shape().dim(1) != length) {
      throw new IllegalArgumentException(Words.error(layer, "rows", length, x.shape(), parameter));
    }
    if (x.dtype() != parameter.value().dtype()) {
      throw new IllegalArgumentException(
          Words.error(layer, "type", x.dtype(), parameter.value().dtype()));
    }
    return x;
  }
}
