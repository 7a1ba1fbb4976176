package org.jacobi.learn;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** The texts of this module. Numbers come in already written. */
final class Words {
  private static final ResourceBundle ENGLISH = read("messages.properties");
  private static final ResourceBundle CHINESE = read("messages_zh.properties");

  private Words() {}

  private static ResourceBundle read(String file) {
    try (InputStream in = Words.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("[learn] the module is incomplete: no " + file);
      }
      return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All texts of a language: Chinese for Chinese, else English. */
  static ResourceBundle of(Locale locale) {
    return locale.getLanguage().equals("zh") ? CHINESE : ENGLISH;
  }

  /** A text with {0}, {1} … filled in. */
  static String text(Locale locale, String key, Object... values) {
    Object[] written = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      written[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(of(locale).getString(key), Locale.ROOT).format(written);
  }

  /** The message of an error, {@code [operation]} before it, in the language of this machine. */
  static String error(String operation, String key, Object... values) {
    return "[" + operation + "] " + text(Locale.getDefault(), "error." + key, values);
  }
}
