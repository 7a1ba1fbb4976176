package org.jacobi.learn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Rng;

/** Arrays for tests. */
final class Numbers {
  private Numbers() {}

  /** Normal numbers, the same for the same seed. */
  static NDArray normal(DType dtype, long seed, int... dims) {
    return Rng.of(seed, "test").fillNormal(NDArray.allocate(dtype, Shape.of(dims)), 0, 1);
  }

  static NDArray of(DType dtype, Shape shape, double... numbers) {
    return NDArray.allocate(dtype, shape).copyFrom(numbers);
  }

  static NDArray scalar(double number) {
    return NDArray.of(new double[] {number});
  }

  /** Class numbers of rows. */
  static NDArray labels(long seed, int rows, int classes) {
    var rng = Rng.of(seed, "labels");
    return NDArray.of(IntStream.range(0, rows).map(i -> rng.below(classes, i)).toArray(), rows);
  }

  static double largestDifference(NDArray a, NDArray b) {
    double[] x = a.toDoubles();
    double[] y = b.toDoubles();
    return IntStream.range(0, x.length).mapToDouble(i -> Math.abs(x[i] - y[i])).max().orElse(0);
  }

  static double largest(NDArray a) {
    return Arrays.stream(a.toDoubles()).map(Math::abs).max().orElse(0);
  }
}
