package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One mistake of a patient.
 *
 * @param mistake its kind
 * @param where the array that shows it, such as {@code ∂L/∂weight}
 * @param key of the text of the evidence; a point and a word after it name a case of the mistake
 * @param values the numbers in that text
 */
public record Finding(Mistake mistake, String where, String key, List<String> values) {
  /** Copies the list. */
  public Finding {
    values = List.copyOf(values);
  }

  static Finding of(Mistake mistake, String where, String key, Object... values) {
    return new Finding(mistake, where, key, Arrays.stream(values).map(String::valueOf).toList());
  }

  /** What is wrong, in a few words. */
  public String title(Locale locale) {
    return Words.text(locale, "title." + mistake);
  }

  /** The numbers that show it. */
  public String evidence(Locale locale) {
    return Words.text(locale, "evidence." + key.replaceFirst("\\..*", ""), values.toArray());
  }

  /** The mended formula, or what to do: of this evidence, of the mistake in its case, or of it. */
  public String formula(Locale locale) {
    String special = "formula." + key;
    String ofCase = "formula." + mistake + "." + key.replaceFirst(".*\\.", "");
    var texts = Words.of(locale);
    String name = texts.containsKey(ofCase) ? ofCase : "formula." + mistake;
    return Words.text(locale, texts.containsKey(special) ? special : name, where);
  }
}
