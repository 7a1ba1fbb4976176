package org.jacobi.learn.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes HTML and SVG; all texts are escaped here, and variables in formulas set in italics. */
final class PageMarkup {
  /**
   * A single letter that is no part of a word, nor the article before one; the second form is a
   * product such as 2uy.
   */
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?<![A-Za-z])(?![Aa] [a-z]{3,})[A-Za-zα-ω](?![A-Za-z])|(?<=\\d)[a-z]{2}(?![A-Za-z])");

  private static final Pattern NAME = Pattern.compile("[A-Za-zα-ω][0-9₀-₉]*");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  PageMarkup open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last. */
  PageMarkup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element without content: one of SVG, or one that HTML never closes. */
  PageMarkup empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /** An element with a text. */
  PageMarkup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  PageMarkup text(String text) {
    escape(text);
    return this;
  }

  /** A formula: letters that stand alone are variables. */
  PageMarkup math(String formula) {
    Matcher variables = VARIABLE.matcher(formula);
    int done = 0;
    while (variables.find()) {
      text(formula.substring(done, variables.start())).element("i", variables.group());
      done = variables.end();
    }
    return text(formula.substring(done));
  }

  /** True for a name that mathematics sets in italics: one letter, and perhaps an index. */
  static boolean isVariable(String name) {
    return NAME.matcher(name).matches();
  }

  /** A name: in italics if it is a variable, upright if it is a word. */
  PageMarkup name(String name) {
    return isVariable(name) ? element("i", name) : text(name);
  }

  PageMarkup newLine() {
    out.append('\n');
    return this;
  }

  /** A style sheet or a script, as it is. */
  PageMarkup raw(String tag, String content) {
    if (content.toLowerCase(Locale.ROOT).contains("</" + tag)) {
      throw new IllegalArgumentException("[page] this " + tag + " would end too early");
    }
    out.append('<').append(tag).append('>').append(content).append("</").append(tag).append('>');
    return this;
  }

  private void start(String tag, String... attributes) {
    assert attributes.length % 2 == 0 : tag;
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
          }
        });
  }

  /** No control characters but tab and ends of lines, and no halves of pairs. */
  private static boolean isAllowed(int c) {
    boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean control = c < ' ' && c != '\t' && c != '\n' || c >= 0x7F && c < 0xA0;
    return !half && !control && c != 0xFFFE && c != 0xFFFF;
  }

  /** What was written so far. */
  @Override
  public String toString() {
    assert open.isEmpty() : open;
    return out.toString();
  }
}
