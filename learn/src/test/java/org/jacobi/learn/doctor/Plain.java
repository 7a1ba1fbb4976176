package org.jacobi.learn.doctor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** What several patients write the same way. */
final class Plain {
  private Plain() {}

  /** A new array of the type of another one. */
  static NDArray like(NDArray a, Shape shape, double[] numbers) {
    return NDArray.allocate(a.dtype(), shape).copyFrom(numbers);
  }

  static NDArray like(NDArray a, double[] numbers) {
    return like(a, a.shape(), numbers);
  }

  static NDArray[] alone(NDArray a) {
    return new NDArray[] {a};
  }

  static NDArray number(NDArray a, double value) {
    return NDArray.allocate(a.dtype(), Shape.SCALAR).fill(value);
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Rows of softmax, with the largest score taken away first. */
  static double[] softmax(double[] x, int columns) {
    double[] p = new double[x.length];
    for (int from = 0; from < x.length; from += columns) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + columns; i++) {
        most = Math.max(most, x[i]);
      }
      double sum = 0;
      for (int i = from; i < from + columns; i++) {
        p[i] = Math.exp(x[i] - most);
        sum += p[i];
      }
      for (int i = from; i < from + columns; i++) {
        p[i] /= sum;
      }
    }
    return p;
  }
}
