package org.jacobi.testing;

/**
 * How long a training may take.
 *
 * <pre>{@code
 * assertReaches(0.97, within(5, EPOCHS), trainer, digits.train(), digits.test());
 * }</pre>
 *
 * @param count how many
 * @param unit of what
 */
public record Limit(int count, Unit unit) {
  /** What is counted. */
  public enum Unit {
    /** Passes over the training part. */
    EPOCHS,
    /** Steps of the optimizer. */
    STEPS
  }

  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Limit {
    if (count <= 0) {
      throw new IllegalArgumentException("[within] the limit must be positive, not " + count);
    }
  }

  /** So many epochs or steps. */
  public static Limit within(int count, Unit unit) {
    return new Limit(count, unit);
  }
}
