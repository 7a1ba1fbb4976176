package org.jacobi.learn.doctor;

import java.util.Locale;

/** The texts of the doctor in two languages, for a program that asks for them and shows them. */
public final class DoctorTexts {
  private DoctorTexts() {}

  /** A text with {0}, {1} … filled in: Chinese for Chinese, else English. */
  public static String of(Locale locale, String key, Object... values) {
    return Words.text(locale, key, values);
  }
}
