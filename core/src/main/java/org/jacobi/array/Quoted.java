package org.jacobi.array;

/**
 * Text that may come from anyone, made safe and short enough to stand in one line of an error
 * message.
 */
public final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** The first 60 characters in quotation marks, what could disturb a terminal as an escape. */
  public static String of(String text) {
    return '"' + plain(text, LONGEST) + '"';
  }

  /** Without quotation marks, at most {@code longest} characters of the original. */
  public static String plain(String text, int longest) {
    var safe = new StringBuilder();
    int i = 0;
    while (i < Math.min(text.length(), longest)) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isPrintable(point)) {
        safe.appendCodePoint(point);
      } else {
        safe.append(String.format("\\u%04x", point));
      }
    }
    return i < text.length() ? safe.append('…').toString() : safe.toString();
  }

  /** False for control characters, line ends, directional marks, halves of characters. */
  public static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** False if the text holds half of a surrogate pair, which no UTF-8 file can hold. */
  public static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return false;
      }
      i += Character.charCount(point);
    }
    return true;
  }
}
