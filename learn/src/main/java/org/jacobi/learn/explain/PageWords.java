package org.jacobi.learn.explain;

import java.util.Locale;
import java.util.ResourceBundle;
import org.jacobi.learn.text.Bundle;

/** The texts of the page. */
final class PageWords {
  private static final Bundle BUNDLE = Bundle.beside(PageWords.class, "page");

  private PageWords() {}

  /** All texts of a language: Chinese for Chinese, else English. */
  static ResourceBundle of(Locale locale) {
    return BUNDLE.of(locale);
  }

  /** A text with {0}, {1} … filled in. */
  static String text(Locale locale, String key, Object... values) {
    return BUNDLE.text(locale, key, values);
  }

  /**
   * A formula of an operation in a language: its words are English, and the rules {@code
   * formula.0}, {@code formula.1} … say what becomes of them.
   */
  static String formula(Locale locale, String formula) {
    ResourceBundle texts = of(locale);
    String result = formula;
    for (int i = 0; texts.containsKey("formula." + i); i++) {
      String[] rule = texts.getString("formula." + i).split(" => ", 2);
      result = result.replaceAll(rule[0], rule[1]);
    }
    return result;
  }
}
