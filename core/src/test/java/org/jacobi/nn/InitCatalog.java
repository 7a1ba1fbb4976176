package org.jacobi.nn;

import java.util.List;

/**
 * One entry or more for each factory of {@link Init}, from which {@link InitCatalogTest} makes the
 * tests that all share. A factory without an entry fails the build.
 */
final class InitCatalog {
  /** Fan-in of the test arrays. */
  static final int IN = 331;

  /** Fan-out of the test arrays. */
  static final int OUT = 211;

  private static final double NORMAL_WITHIN_ONE = 0.6827;
  private static final double UNIFORM_WITHIN_ONE = 1 / Math.sqrt(3);

  /**
   * An initial distribution and what it must be for a weight (OUT × IN).
   *
   * @param factory the method of Init
   * @param init what it gives
   * @param printed its printed form
   * @param low no number is lower
   * @param high no number is higher
   * @param mean the mean
   * @param deviation the standard deviation
   * @param withinOne the part of the numbers within one deviation of the mean: tells a uniform
   *     distribution from a normal one
   */
  record Entry(
      String factory,
      Init init,
      String printed,
      double low,
      double high,
      double mean,
      double deviation,
      double withinOne) {
    @Override
    public String toString() {
      return printed;
    }
  }

  static final List<Entry> ALL =
      List.of(
          constant("constant", Init.constant(0.25), "constant(0.25)", 0.25),
          constant("zeros", Init.zeros(), "zeros", 0),
          constant("ones", Init.ones(), "ones", 1),
          uniform("uniform", Init.uniform(-0.5, 1.5), "uniform(-0.5, 1.5)", -0.5, 1.5),
          normal("normal", Init.normal(2, 0.02), "normal(2, 0.02)", 2, 0.02),
          new Entry(
              "truncatedNormal",
              Init.truncatedNormal(1, 0.5),
              "truncatedNormal(1, 0.5)",
              0,
              2,
              1,
              0.5 * 0.87963,
              0.65056),
          around("xavierUniform", Init.xavierUniform(2), "xavierUniform(2)", 2 * root(6, IN + OUT)),
          normal("xavierNormal", Init.xavierNormal(1), "xavierNormal(1)", 0, root(2, IN + OUT)),
          around(
              "kaimingUniform",
              Init.kaimingUniform(Fan.Mode.IN, Gain.leakyRelu(1)),
              "kaimingUniform(IN, 1)",
              root(3, IN)),
          around(
              "kaimingUniform",
              Init.kaimingUniform(Fan.Mode.OUT, 0.5),
              "kaimingUniform(OUT, 0.5)",
              0.5 * root(3, OUT)),
          normal(
              "kaimingNormal",
              Init.kaimingNormal(Fan.Mode.IN, Gain.RELU),
              "kaimingNormal(IN, 1.4142135623730951)",
              0,
              root(2, IN)),
          normal(
              "kaimingNormal",
              Init.kaimingNormal(Fan.Mode.OUT, Gain.LINEAR),
              "kaimingNormal(OUT, 1)",
              0,
              root(1, OUT)),
          // The entries of a random orthonormal row of length n have deviation 1/√n.
          normal("orthogonal", Init.orthogonal(3), "orthogonal(3)", 0, 3 * root(1, IN)),
          around("fanInUniform", Init.fanInUniform(), "fanInUniform", root(1, IN)));

  private InitCatalog() {}

  private static double root(double numerator, double fan) {
    return Math.sqrt(numerator / fan);
  }

  private static Entry constant(String factory, Init init, String printed, double value) {
    return new Entry(factory, init, printed, value, value, value, 0, 1);
  }

  private static Entry uniform(String factory, Init init, String printed, double low, double high) {
    double deviation = (high - low) / Math.sqrt(12);
    double mean = (low + high) / 2;
    return new Entry(factory, init, printed, low, high, mean, deviation, UNIFORM_WITHIN_ONE);
  }

  private static Entry around(String factory, Init init, String printed, double bound) {
    return uniform(factory, init, printed, -bound, bound);
  }

  private static Entry normal(
      String factory, Init init, String printed, double mean, double deviation) {
    double far = 6 * deviation;
    return new Entry(
        factory, init, printed, mean - far, mean + far, mean, deviation, NORMAL_WITHIN_ONE);
  }
}
