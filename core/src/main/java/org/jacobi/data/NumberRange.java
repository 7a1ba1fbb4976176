package org.jacobi.data;

/**
 * The numbers of a column in the rows that were fitted on.
 *
 * @param min the smallest
 * @param max the largest
 */
public record NumberRange(double min, double max) {
  /** Outside by more than this share of the range's length, a number is far outside. */
  public static final double FAR = 0.5;

  private static final double LARGEST_WHOLE = 1e15;

  /**
   * Refuses what is no range.
   *
   * @throws IllegalArgumentException if an end is not finite, or the smallest exceeds the largest
   */
  public NumberRange {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new IllegalArgumentException(
          "[range] the smallest number, " + min + ", must not exceed the largest, " + max);
    }
  }

  /**
   * True if x &lt; min − {@link #FAR} · (max − min), or x &gt; max + {@link #FAR} · (max − min): of
   * a column that was constant, for each other number.
   */
  public boolean isFar(double x) {
    return distance(x) > FAR * (max - min);
  }

  /** How far a number lies outside; 0 if it does not. */
  public double distance(double x) {
    return Math.max(0, Math.max(min - x, x - max));
  }

  /** Such as {@code 17…90}. */
  @Override
  public String toString() {
    return text(min) + "…" + text(max);
  }

  /** As people write it: whole numbers without a point. */
  static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
