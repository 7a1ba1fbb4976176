package org.jacobi.nn;

import org.jacobi.array.NDArray;
import org.jacobi.tensor.Rng;

/**
 * How a parameter gets its first values: a pure function of the random numbers given, which the
 * model keys by (seed, "init", path).
 */
@FunctionalInterface
public interface Init {
  /** Overwrites {@code out} with initial values. */
  void fill(NDArray out, Fan fan, Rng rng);

  /** The same number everywhere. */
  static Init constant(double number) {
    return (out, fan, rng) -> out.fill(number);
  }

  /** Uniform in [low, high). */
  static Init uniform(double low, double high) {
    return (out, fan, rng) -> rng.fillUniform(out, low, high);
  }

  /** Uniform in ±1/√fan-in: what PyTorch's Linear starts with. */
  static Init fanInUniform() {
    return (out, fan, rng) -> {
      double bound = 1 / Math.sqrt(Math.max(1, fan.in()));
      rng.fillUniform(out, -bound, bound);
    };
  }
}
