package org.jacobi.nn;

/**
 * How many numbers flow into and out of one unit of a layer. The layer states it; it is never
 * guessed from the order of axes.
 *
 * @param in inputs that one output is computed from
 * @param out outputs that one input flows into
 */
public record Fan(int in, int out) {
  /**
   * For parameters whose initial values do not depend on it, such as the scale of a normalisation.
   */
  public static final Fan NONE = new Fan(1, 1);

  /** Which of both an initial distribution looks at. */
  public enum Mode {
    /** The inputs: the variance stays the same on the way forward. */
    IN,
    /** The outputs: the variance of the gradients stays the same on the way back. */
    OUT
  }

  /** The one that the mode names, at least 1. */
  int of(Mode mode) {
    return Math.max(1, mode == Mode.IN ? in : out);
  }

  /** Both together, at least 1. */
  int sum() {
    return Math.max(1, in + out);
  }
}
