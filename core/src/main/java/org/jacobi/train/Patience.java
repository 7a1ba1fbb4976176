package org.jacobi.train;

/**
 * How long one thread looks for what it waits for before it sleeps. To be woken costs some ten
 * microseconds, on virtual machines a hundred, and the parts of a step end at about the same time:
 * looking pays. Where others need the processors it does not, and each time it was in vain the next
 * one is shorter, so that a loaded machine is not made worse.
 */
final class Patience {
  private static final long LEAST_NANOS = 5_000;
  private static final long MOST_NANOS = 320_000;

  private final boolean looks;
  private long nanos = 80_000;

  /** For a thread that looks at all, or one that sleeps at once. */
  Patience(boolean looks) {
    this.looks = looks;
  }

  long nanos() {
    return looks ? nanos : 0;
  }

  /** Learns from one time: whether what was waited for came while it was looked for. */
  void learn(boolean paid) {
    nanos = paid ? Math.min(MOST_NANOS, 2 * nanos) : Math.max(LEAST_NANOS, nanos / 2);
  }
}
