package org.jacobi.optim;

import java.util.Locale;

/** Checks settings and prints them. */
final class Settings {
  private Settings() {}

  /** The number, if it is positive and finite. */
  static double positive(String owner, String what, double number) {
    if (!(number > 0) || Double.isInfinite(number)) {
      throw bad(owner, what, "a positive number", number);
    }
    return number;
  }

  /** The number, if it is at least 0 and finite. */
  static double notNegative(String owner, String what, double number) {
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw bad(owner, what, "0 or a positive number", number);
    }
    return number;
  }

  /** The number, if it lies in [0, 1). */
  static double fraction(String owner, String what, double number) {
    if (!(number >= 0 && number < 1)) {
      throw bad(owner, what, "at least 0 and less than 1", number);
    }
    return number;
  }

  /** The number, if it lies in (0, 1]. */
  static double share(String owner, String what, double number) {
    if (!(number > 0 && number <= 1)) {
      throw bad(owner, what, "more than 0 and at most 1", number);
    }
    return number;
  }

  /** The number, if it is at least 1. */
  static long count(String owner, String what, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "[" + owner + "] " + what + " must be 1 or more, not " + number);
    }
    return number;
  }

  private static IllegalArgumentException bad(
      String owner, String what, String rule, double number) {
    return new IllegalArgumentException(
        "[" + owner + "] " + what + " must be " + rule + ", not " + text(number));
  }

  /** With the fewest digits that read back to the same number: 0.02, 1e-8, 3. */
  static String text(double number) {
    String text = Double.toString(number).replace(".0E", "E").replace('E', 'e');
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A setting as it is printed. */
  static String text(Object setting) {
    return setting instanceof Double number ? text(number.doubleValue()) : setting.toString();
  }

  /** {@code weightDecay} as {@code weight decay}. */
  static String words(String key) {
    return key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
