package org.jacobi.learn.explain;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How numbers are written on a page, always: rounded to six significant digits, without trailing
 * zeros, with a true minus sign; with a power of ten below 0.0001 and from a million on.
 */
final class PageNumbers {
  private static final MathContext SIX = new MathContext(6);
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉";

  private PageNumbers() {}

  /** Such as {@code 0.333333}, {@code −2}, {@code 1.5×10⁻⁷}, {@code ∞}, {@code NaN}. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0"; // of either sign
    }
    BigDecimal rounded = new BigDecimal(value).round(SIX).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    boolean power = exponent < -4 || exponent > 5;
    String digits = (power ? rounded.scaleByPowerOfTen(-exponent) : rounded).toPlainString();
    String written = power ? digits + "×10" + raised(exponent) : digits;
    return written.replace('-', '−');
  }

  /** As a factor behind a dot: in parentheses if it has a sign. */
  static String factor(double value) {
    String text = text(value);
    return text.startsWith("−") ? "(" + text + ")" : text;
  }

  /** A whole number written low, as an index. */
  static String index(int number) {
    return shifted(number, LOWERED);
  }

  private static String raised(int number) {
    return (number < 0 ? "⁻" : "") + shifted(Math.abs(number), RAISED);
  }

  private static String shifted(int number, String digits) {
    var text = new StringBuilder();
    Integer.toString(number).chars().forEach(c -> text.append(digits.charAt(c - '0')));
    return text.toString();
  }
}
