package org.jacobi.nn;

/** Numbers as they stand in printed forms: exact, without a needless fraction. */
final class Text {
  private static final double LARGEST_PLAIN = 1e9;

  private Text() {}

  /** Such as {@code 5}, {@code 0.01} or {@code 1e-5}. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_PLAIN) {
      return Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }
}
