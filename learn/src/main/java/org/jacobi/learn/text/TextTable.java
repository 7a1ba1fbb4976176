package org.jacobi.learn.text;

import java.lang.Character.UnicodeScript;
import java.util.List;

/** Lines of cells in columns, for a terminal. */
public final class TextTable {
  private TextTable() {}

  /** All lines, each with its end. */
  public static String of(List<String[]> lines) {
    int[] widths = new int[lines.getFirst().length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], width(line[i]));
      }
    }
    var text = new StringBuilder();
    for (String[] line : lines) {
      var joined = new StringBuilder();
      for (int i = 0; i < line.length; i++) {
        joined.append(line[i]).append(" ".repeat(widths[i] - width(line[i]) + 2));
      }
      text.append(joined.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Columns of a terminal: a Chinese character takes two, and so do the signs between them. */
  public static int width(String text) {
    return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
  }

  private static boolean isWide(int c) {
    return UnicodeScript.of(c) == UnicodeScript.HAN
        || c >= 0x3000 && c <= 0x303F // 、。「」
        || c >= 0xFF01 && c <= 0xFF60; // ，：（）
  }
}
