package org.jacobi.learn.race;

import java.util.Locale;

/** The texts of races in two languages, for a program that asks for them and shows them. */
public final class RaceTexts {
  private RaceTexts() {}

  /** A text with {0}, {1} … filled in: Chinese for Chinese, else English. */
  public static String of(Locale locale, String key, Object... values) {
    return Words.text(locale, key, values);
  }
}
