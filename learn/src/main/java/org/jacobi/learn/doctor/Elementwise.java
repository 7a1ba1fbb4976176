package org.jacobi.learn.doctor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A known activation.
 *
 * @param f y = f(x)
 * @param slope f′(x)
 * @param inverse x from y; NaN outside the range
 * @param byOutput g with f′(x) = g(y)
 */
record Elementwise(
    DoubleUnaryOperator f,
    DoubleUnaryOperator slope,
    DoubleUnaryOperator inverse,
    DoubleUnaryOperator byOutput) {
  static final List<Elementwise> KNOWN =
      List.of(
          new Elementwise(
              Elementwise::sigmoid,
              x -> sigmoid(x) * (1 - sigmoid(x)),
              y -> Math.log(y / (1 - y)),
              y -> y * (1 - y)),
          new Elementwise(
              Math::tanh,
              x -> 1 - Math.tanh(x) * Math.tanh(x),
              y -> Math.log((1 + y) / (1 - y)) / 2,
              y -> 1 - y * y),
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
              y -> square(1 - Math.abs(y))),
          new Elementwise(Math::atan, x -> 1 / (1 + x * x), Math::tan, y -> square(Math.cos(y))),
          new Elementwise(x -> x * x, x -> 2 * x, y -> Double.NaN, y -> Double.NaN),
          new Elementwise(Math::sqrt, x -> 0.5 / Math.sqrt(x), y -> y * y, y -> 0.5 / y),
          new Elementwise(Math::log, x -> 1 / x, Math::exp, y -> Math.exp(-y)),
          new Elementwise(
              x -> x * sigmoid(x),
              x -> sigmoid(x) * (1 + x * (1 - sigmoid(x))),
              y -> Double.NaN,
              y -> Double.NaN));

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
