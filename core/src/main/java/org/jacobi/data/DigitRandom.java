package org.jacobi.data;

/**
 * A counter-based random generator: draw number {@code n} is a pure function of (key, n), with no
 * hidden state beyond the counter. The same key gives the same numbers on every machine.
 */
final class DigitRandom {
  private static final long STEP = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, made odd

  private final long key;
  private long counter;

  /** A stream that depends on all three arguments; {@code purpose} keeps unrelated uses apart. */
  DigitRandom(long seed, long purpose, long index) {
    key = mix(mix(mix(seed) + STEP * purpose) + STEP * index);
  }

  /** Evenly spread in [0, 1). */
  double uniform() {
    return (nextBits() >>> 11) * 0x1.0p-53;
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

  private long nextBits() {
    return mix(key + STEP * ++counter);
  }

  /** A bijection of 64 bits in which each input bit changes about half of the output bits. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
