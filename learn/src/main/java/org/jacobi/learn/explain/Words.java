package org.jacobi.learn.explain;

import java.util.Locale;
import java.util.ResourceBundle;
import org.jacobi.learn.text.Bundle;

/** The texts of this package. */
final class Words {
  private static final Bundle BUNDLE = Bundle.beside(Words.class);

  private Words() {}

  /** All texts of a language: Chinese for Chinese, else English. */
  static ResourceBundle of(Locale locale) {
    return BUNDLE.of(locale);
  }

  /** A text with {0}, {1} … filled in. */
  static String text(Locale locale, String key, Object... values) {
    return BUNDLE.text(locale, key, values);
  }

  /** The message of an error, {@code [operation]} before it, in the language of this machine. */
  static String error(String operation, String key, Object... values) {
    return BUNDLE.error(operation, key, values);
  }
}
