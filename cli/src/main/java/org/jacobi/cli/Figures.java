package org.jacobi.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them, the same in every language. */
final class Figures {
  private static final double SMALLEST_PLAIN = 1e-4;
  private static final double LARGEST_PLAIN = 1e7;
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private Figures() {}

  /** A number with four significant digits. */
  static String number(double x) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "–" : x > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(x);
    if (size != 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)) {
      return String.format(Locale.ROOT, "%.3e", x);
    }
    if (size >= 1000) {
      return String.format(Locale.ROOT, size >= 10_000 ? "%,.0f" : "%,.1f", x);
    }
    return new BigDecimal(x).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** A share of 1 as a percentage with two decimals. */
  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : "–";
  }

  /** A whole number with separators. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** A time such as {@code 3 min 20 s}. */
  static String seconds(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    return hours > 0
        ? hours + " h " + whole % 3600 / 60 + " min"
        : whole / 60 + " min " + whole % 60 + " s";
  }

  /** A place in a drawing. */
  static String place(double x) {
    return new BigDecimal(x).setScale(1, java.math.RoundingMode.HALF_UP).toPlainString();
  }
}
