package org.jacobi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** The words of the report in one language. Numbers come in already written. */
final class Texts {
  private final String language;
  private final ResourceBundle bundle;

  private Texts(String language, ResourceBundle bundle) {
    this.language = language;
    this.bundle = bundle;
  }

  /** Chinese for Chinese, else English: the machine's own language plays no part. */
  static Texts of(Locale locale) {
    boolean chinese = locale.getLanguage().equals("zh");
    String file = chinese ? "report_zh.properties" : "report.properties";
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("[report] the program is incomplete: no " + file);
      }
      var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      return new Texts(chinese ? "zh" : "en", new PropertyResourceBundle(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the attribute {@code lang}. */
  String language() {
    return language;
  }

  /** A text with {0}, {1} … filled in. */
  String get(String key, String... values) {
    return new MessageFormat(bundle.getString(key), Locale.ROOT).format(values);
  }
}
