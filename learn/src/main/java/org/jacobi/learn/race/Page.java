package org.jacobi.learn.race;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jacobi.io.Json;

/** One HTML page with all it needs, nothing from the network. All texts are escaped here. */
final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

  private final StringBuilder body = new StringBuilder();
  private final ResourceBundle texts;
  private final Locale locale;

  Page(Locale locale) {
    this.locale = locale;
    this.texts = Words.of(locale);
  }

  /** Something that is HTML already. */
  Page raw(String html) {
    body.append(html);
    return this;
  }

  /** An element with a text, such as {@code element("p class=lead", text)}. */
  Page element(String tag, String text) {
    body.append('<').append(tag).append('>').append(escape(text)).append("</");
    body.append(tag.split(" ")[0]).append(">\n");
    return this;
  }

  /** An element with the text of a key. */
  Page say(String tag, String key, Object... values) {
    return element(tag, text(key, values));
  }

  String text(String key, Object... values) {
    return Words.text(locale, key, values);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Data and the script that reads it. */
  Page script(String file, Object data) {
    // "</script>" within a text must not end the element.
    String json = Json.text(data).replace("<", "\\u003c");
    body.append("<script type=\"application/json\" id=\"data\">").append(json);
    body.append("</script>\n<script>\n").append(resource(file)).append("</script>\n");
    return this;
  }

  /** The whole page. */
  String write(String titleKey) {
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="%s">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(
            texts.getString("language"),
            POLICY,
            escape(texts.getString(titleKey)),
            resource("page.css"),
            body);
  }

  private static String resource(String file) {
    try (InputStream in = Page.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("[race] the module is incomplete: no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
