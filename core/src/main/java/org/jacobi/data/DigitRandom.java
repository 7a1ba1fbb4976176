package org.jacobi.data;

import org.jacobi.tensor.Rng;

/** A stream of random numbers for one image: it counts through an {@link Rng}. */
final class DigitRandom {
  private final Rng rng;
  private long counter;

  /** A stream that depends on all three arguments; {@code purpose} keeps unrelated uses apart. */
  DigitRandom(long seed, long purpose, long index) {
    rng = Rng.of(seed, "drawn digits", purpose, index);
  }

  /** Evenly spread in [0, 1). */
  double uniform() {
    return rng.uniform(counter++);
  }

  /** Evenly spread in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Evenly spread in {0, ..., bound - 1}. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /**
   * Bell-shaped with mean 0 and the given standard deviation. The sum of four uniform numbers needs
   * no logarithm and never strays further than 3.5 deviations, so no digit is torn apart.
   */
  double bell(double deviation) {
    double sum = uniform() + uniform() + uniform() + uniform();
    return (sum - 2) * 1.7320508075688772 * deviation; // the sum has variance 1/3
  }
}
