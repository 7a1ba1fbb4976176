package org.jacobi.bench;

import java.util.Arrays;

/** Order statistics of measured numbers. */
public final class Statistics {
  private Statistics() {}

  /**
   * The number below which the share {@code q} of the numbers lies, with linear interpolation
   * between neighbours.
   *
   * @throws IllegalArgumentException if there is no number, or q is outside 0…1
   */
  public static double quantile(double[] numbers, double q) {
    if (numbers.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "[quantile] needs numbers and a share in 0…1, not "
              + numbers.length
              + " numbers and "
              + q);
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    double place = q * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The quantile of 0.5. */
  public static double median(double[] numbers) {
    return quantile(numbers, 0.5);
  }

  /**
   * The median of the quotients a[i] / b[i]: what was measured in the same round is compared, so
   * that a change of the machine's speed over the rounds does not count.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double medianRatio(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "[ratio] needs as many rounds of one as of the other: " + a.length + " ≠ " + b.length);
    }
    double[] ratios = new double[a.length];
    Arrays.setAll(ratios, i -> a[i] / b[i]);
    return median(ratios);
  }
}
