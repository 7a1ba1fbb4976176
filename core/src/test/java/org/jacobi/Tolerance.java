package org.jacobi;

import static org.assertj.core.api.Assertions.fail;

import org.jacobi.array.DType;

/**
 * The only table of tolerances of results against references. What is allowed grows with the number
 * of terms that were added: {@code unit(type) · terms · (|expected| + scale)}.
 */
public final class Tolerance {
  private Tolerance() {}

  /** How far one rounded operation may lie from its exact result, relative to it. */
  public static double unit(DType type) {
    return switch (type) {
      case F64 -> 0x1p-50;
      case F32 -> 0x1p-22;
      case BF16 -> 0x1p-7;
      default -> 0;
    };
  }

  /** How many rounded operations follow each other in the longest backward pass. */
  public static final int BACKWARD_STEPS = 16;

  /**
   * Holds numbers against expected ones; the message shows the first five differences.
   *
   * @param terms how many terms were added for one number
   * @param scale size of the numbers that may have cancelled each other
   */
  public static void assertClose(
      String what, double[] actual, double[] expected, DType type, int terms, double scale) {
    if (actual.length != expected.length) {
      fail(what + ": " + actual.length + " numbers, but " + expected.length + " were expected");
    }
    var text = new StringBuilder();
    int wrong = 0;
    for (int i = 0; i < actual.length; i++) {
      double allowed = unit(type) * Math.max(1, terms) * (Math.abs(expected[i]) + scale);
      if (!close(actual[i], expected[i], allowed) && ++wrong <= 5) {
        text.append("\n  entry ").append(i).append(": ").append(actual[i]);
        text.append(", expected ").append(expected[i]).append(" ± ").append(allowed);
      }
    }
    if (wrong > 0) {
      fail(what + ": " + wrong + " of " + actual.length + " numbers differ" + text);
    }
  }

  private static boolean close(double actual, double expected, double allowed) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      return Double.compare(actual, expected) == 0;
    }
    return Math.abs(actual - expected) <= allowed;
  }
}
