package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A known activation.
 *
 * @param f y = f(x)
 * @param slope f′(x)
 * @param inverse x from y; NaN outside the range
 * @param byOutput g with f′(x) = g(y)
 * @param parts factors of g
 */
record Elementwise(
    DoubleUnaryOperator f,
    DoubleUnaryOperator slope,
    DoubleUnaryOperator inverse,
    DoubleUnaryOperator byOutput,
    List<DoubleUnaryOperator> parts) {
  private Elementwise(
      DoubleUnaryOperator f,
      DoubleUnaryOperator slope,
      DoubleUnaryOperator inverse,
      DoubleUnaryOperator byOutput,
      DoubleUnaryOperator... parts) {
    this(f, slope, inverse, byOutput, List.of(parts));
  }

  private static final double STEP = 0.2;
  private static final double ROUNDING = 1e-6;

  static final List<Elementwise> KNOWN =
      List.of(
          new Elementwise(
              Elementwise::sigmoid,
              x -> sigmoid(x) * (1 - sigmoid(x)),
              y -> Math.log(y / (1 - y)),
              y -> y * (1 - y),
              y -> y,
              y -> 1 - y),
          new Elementwise(
              Math::tanh,
              x -> 1 - Math.tanh(x) * Math.tanh(x),
              y -> Math.log((1 + y) / (1 - y)) / 2,
              y -> 1 - y * y,
              y -> 1 - y,
              y -> 1 + y),
          new Elementwise(
              Elementwise::softplus,
              Elementwise::sigmoid,
              y -> Math.log(Math.expm1(y)),
              y -> -Math.expm1(-y)),
          new Elementwise(Math::exp, Math::exp, Math::log, y -> y),
          new Elementwise(
              x -> x > 0 ? x : Math.expm1(x),
              x -> x > 0 ? 1 : Math.exp(x),
              y -> y > 0 ? y : Math.log1p(y),
              y -> y > 0 ? 1 : y + 1),
          new Elementwise(
              x -> x / (1 + Math.abs(x)),
              x -> 1 / square(1 + Math.abs(x)),
              y -> y / (1 - Math.abs(y)),
              y -> square(1 - Math.abs(y)),
              y -> 1 - Math.abs(y)),
          new Elementwise(Math::atan, x -> 1 / (1 + x * x), Math::tan, y -> square(Math.cos(y))),
          new Elementwise(x -> x * x, x -> 2 * x, y -> Double.NaN, y -> Double.NaN),
          new Elementwise(Math::sqrt, x -> 0.5 / Math.sqrt(x), y -> y * y, y -> 0.5 / y),
          new Elementwise(Math::log, x -> 1 / x, Math::exp, y -> Math.exp(-y)),
          new Elementwise(
              x -> x * sigmoid(x),
              x -> sigmoid(x) * (1 + x * (1 - sigmoid(x))),
              y -> Double.NaN,
              y -> Double.NaN));

  /** True if the output is an affine function of f(v); of a loss, at most a quadratic one. */
  boolean isFirst(View view) {
    double[] f = Arrays.stream(view.value().numbers()).map(this.f).toArray();
    double[][] y = new double[4][];
    for (int k = 0; k < y.length; k++) {
      double part = 1 - STEP * k;
      double[] x = Arrays.stream(f).map(v -> inverse.applyAsDouble(v * part)).toArray();
      boolean back = k > 0 || Compare.same(x, view.value().numbers(), ROUNDING);
      y[k] = back && isFinite(x) ? view.at(view.variable(), x) : new double[0];
      if (y[k].length == 0) {
        return false;
      }
    }
    return view.lab().subject().isLoss()
        ? isZero(view, y[0], y, 1, -3, 3, -1)
        : isZero(view, y[0], y, 1, -2, 1);
  }

  /** True if the inverse of the output is an affine function of an input or a parameter. */
  boolean isLast(View view) {
    int variables = view.feed().inputs().size() + view.feed().params().size();
    return IntStream.range(0, variables)
        .filter(v -> view.feed().get(v).dtype().isFloating())
        .anyMatch(v -> isLast(view, v));
  }

  private boolean isLast(View view, int variable) {
    double[][] z = new double[3][];
    for (int k = 0; k < z.length; k++) {
      double part = 1 - STEP * k;
      double[] v = view.feed().get(variable).map(number -> part * number).numbers();
      z[k] = Arrays.stream(view.at(variable, v)).map(inverse).toArray();
      if (z[k].length == 0 || !isFinite(z[k])) {
        return false;
      }
    }
    return !Compare.same(z[0], z[1], ROUNDING) && isZero(view, z[0], z, 1, -2, 1);
  }

  /** True if a sum of several points is rounding. */
  private static boolean isZero(View view, double[] size, double[][] points, int... factors) {
    double[] sum = new double[size.length];
    for (int k = 0; k < factors.length; k++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factors[k] * points[k][i];
      }
    }
    double rounding = view.lab().differences().fine() ? ROUNDING : 1e-3;
    return Compare.largest(sum) <= rounding * Compare.largest(size);
  }

  private static boolean isFinite(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double square(double x) {
    return x * x;
  }
}
