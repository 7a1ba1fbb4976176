package org.jacobi.learn.race;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, the same in every language. */
final class Figures {
  private Figures() {}

  /** A number with four significant digits, such as 0.03125 or 2.5e-9. */
  static String number(double x) {
    return number(x, 4);
  }

  /** A number with three significant digits and a true minus. */
  static String brief(double x) {
    return number(x, 3).replaceFirst("^-", "−");
  }

  private static String number(double x, int digits) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "–" : x > 0 ? "∞" : "−∞";
    }
    var rounded = new BigDecimal(x).round(new MathContext(digits)).stripTrailingZeros();
    double size = Math.abs(x);
    return size != 0 && (size < 1e-3 || size >= 1e6)
        ? scientific(rounded)
        : rounded.toPlainString();
  }

  private static String scientific(BigDecimal x) {
    int exponent = x.precision() - x.scale() - 1;
    return x.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  /** With the fewest digits that read back to the same number: a rate. */
  static String exact(double x) {
    String text = Double.toString(x).replace(".0E", "E").replace('E', 'e');
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A place such as (3, 0.5). */
  static String place(double[] at) {
    return "(" + coordinate(at[0]) + ", " + coordinate(at[1]) + ")";
  }

  private static String coordinate(double x) {
    if (!Double.isFinite(x)) {
      return number(x);
    }
    return Math.abs(x) >= 1e6
        ? number(x)
        : new BigDecimal(x).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** A share of 1 as a percentage with one decimal. */
  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "–";
  }
}
