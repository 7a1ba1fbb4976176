package org.jacobi.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the character between the fields of a CSV file. */
final class CsvDelimiter {
  private static final char[] CANDIDATES = {',', ';', '\t'};
  private static final int LINES = 20;

  private CsvDelimiter() {}

  /**
   * Of comma, semicolon and tab, one that occurs equally often outside of quotation marks in each
   * of the first 20 lines, else in the first line; the most frequent one if there are several, and
   * a comma if there is none.
   *
   * @param isCut whether the text goes on: its last line is not counted, unless it is the only one
   */
  static char find(String text, boolean isCut) {
    var counts = counts(text);
    if (isCut && counts.size() > 1 && counts.size() < LINES) {
      counts.removeLast();
    }
    if (counts.isEmpty()) {
      return ',';
    }
    int[] first = counts.getFirst();
    int[] steady = first.clone();
    for (int[] line : counts) {
      for (int i = 0; i < CANDIDATES.length; i++) {
        steady[i] = line[i] == first[i] ? steady[i] : 0;
      }
    }
    int[] judged = Arrays.stream(steady).sum() > 0 ? steady : first;
    int best = 0;
    for (int i = 1; i < CANDIDATES.length; i++) {
      best = judged[i] > judged[best] ? i : best;
    }
    return CANDIDATES[best];
  }

  // How often each candidate stands in each of the first lines that are not blank.
  private static List<int[]> counts(String text) {
    var counts = new ArrayList<int[]>();
    int[] line = new int[CANDIDATES.length];
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i <= text.length() && counts.size() < LINES; i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      boolean last = i == text.length();
      if (last || !quoted && (c == '\n' || c == '\r')) {
        if (!blank) {
          counts.add(line);
        }
        line = new int[CANDIDATES.length];
        blank = true;
        continue;
      }
      blank &= Character.isWhitespace(c);
      quoted ^= c == '"';
      for (int k = 0; k < CANDIDATES.length; k++) {
        line[k] += !quoted && c == CANDIDATES[k] ? 1 : 0;
      }
    }
    return counts;
  }
}
