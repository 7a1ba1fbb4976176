package org.jacobi.train;

/**
 * How long one thread looks for what it waits for before it sleeps. To be woken costs some ten
 * microseconds, on virtual machines a hundred, and the parts of a step end at about the same time:
 * looking pays. Where what is waited for takes longer than that it does not, and each time it is so
 * the next look is shorter, so that a loaded machine is not made worse.
 */
final class Patience {
  /** A wait of up to this is worth to be looked through. */
  static final long MOST_NANOS = 320_000;

  private static final long LEAST_NANOS = 5_000;

  private final boolean looks;
  private long nanos = MOST_NANOS / 4;

  /** For a thread that looks at all, or one that sleeps at once. */
  Patience(boolean looks) {
    this.looks = looks;
  }

  /** How long to look this time. */
  long nanos() {
    return looks ? nanos : 0;
  }

  /** Learns from one wait, however it was spent. */
  void learn(long waitedNanos) {
    boolean pays = waitedNanos <= MOST_NANOS;
    nanos = pays ? Math.min(MOST_NANOS, 4 * nanos) : Math.max(LEAST_NANOS, nanos / 2);
  }
}
