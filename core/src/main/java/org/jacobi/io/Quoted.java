package org.jacobi.io;

/** Text from a file, made safe and short enough to stand in one line of an error message. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** In quotation marks, with everything that could disturb a terminal written as an escape. */
  static String of(String text) {
    return '"' + plain(text, LONGEST) + '"';
  }

  /** Without quotation marks, at most {@code longest} characters of the original. */
  static String plain(String text, int longest) {
    var safe = new StringBuilder();
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isPrintable(point)) {
        safe.appendCodePoint(point);
      } else {
        safe.append(String.format("\\u%04x", point));
      }
    }
    return text.length() > end ? safe.append('…').toString() : safe.toString();
  }

  /** False for control characters, line ends, directional marks, halves of characters. */
  static boolean isPrintable(int point) {
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
  static boolean isUnicode(String text) {
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
