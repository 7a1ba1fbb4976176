package org.jacobi.learn.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * The texts of a package in English and Chinese: the files {@code messages.properties} and {@code
 * messages_zh.properties} beside one of its classes. Numbers come in already written.
 */
public final class Bundle {
  private final ResourceBundle english;
  private final ResourceBundle chinese;

  private Bundle(ResourceBundle english, ResourceBundle chinese) {
    this.english = english;
    this.chinese = chinese;
  }

  /** The texts that lie beside a class of this module. */
  public static Bundle beside(Class<?> owner) {
    return beside(owner, "messages");
  }

  /**
   * The texts beside a class in other files, such as {@code page} for {@code page_zh.properties}.
   */
  public static Bundle beside(Class<?> owner, String name) {
    return new Bundle(read(owner, name + ".properties"), read(owner, name + "_zh.properties"));
  }

  private static ResourceBundle read(Class<?> owner, String file) {
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("[learn] the module is incomplete: no " + file);
      }
      return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All texts of a language: Chinese for Chinese, else English. */
  public ResourceBundle of(Locale locale) {
    return locale.getLanguage().equals("zh") ? chinese : english;
  }

  /** A text with {0}, {1} … filled in. */
  public String text(Locale locale, String key, Object... values) {
    Object[] written = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      written[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(of(locale).getString(key), Locale.ROOT).format(written);
  }

  /**
   * The message of an error in the language of this machine, {@code [operation]} before it; its key
   * starts with {@code error.}, which is left out here.
   */
  public String error(String operation, String key, Object... values) {
    return "[" + operation + "] " + text(Locale.getDefault(), "error." + key, values);
  }
}
