package org.jacobi.learn.doctor;

import java.util.Locale;
import java.util.ResourceBundle;
import org.jacobi.learn.text.Bundle;

/** The texts of this package. */
final class Words {
  private static final Bundle BUNDLE = Bundle.beside(Words.class);

  private Words() {}

  static ResourceBundle of(Locale locale) {
    return BUNDLE.of(locale);
  }

  static String text(Locale locale, String key, Object... values) {
    return BUNDLE.text(locale, key, values);
  }

  static String error(String key, Object... values) {
    return BUNDLE.error("doctor", key, values);
  }

  /** How often a number goes into another; ∞ where that is 0, and "-" where both are. */
  static String ratio(double given, double truth) {
    double ratio = given / truth;
    return Double.isFinite(ratio) ? number(ratio) : given == 0 ? "-" : "∞";
  }

  /** A number with four digits, the same in every country. */
  static String number(double given) {
    if (!Double.isFinite(given)) {
      return String.valueOf(given);
    }
    double value = given == 0 ? 0 : given; // without the sign of −0
    double size = Math.abs(value);
    String text =
        size != 0 && (size < 1e-3 || size >= 1e6)
            ? String.format(Locale.ROOT, "%.3e", value)
            : String.format(Locale.ROOT, "%.4f", value);
    return text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
  }
}
