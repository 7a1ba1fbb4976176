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

  /** A number with four digits, the same in every country. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    double size = Math.abs(value);
    String text =
        size != 0 && (size < 1e-3 || size >= 1e6)
            ? String.format(Locale.ROOT, "%.3e", value)
            : String.format(Locale.ROOT, "%.4f", value);
    return text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
  }
}
