package org.jacobi.optim;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that was probably meant by a misspelt one. */
final class Near {
  private static final int LONGEST = 40;

  private Near() {}

  /** What to add to a message: {@code ". Did you mean adam?"}, or nothing. */
  static String hint(String wanted, Collection<String> known) {
    if (wanted.length() > LONGEST) {
      return "";
    }
    int furthest = Math.max(1, wanted.length() / 3);
    Optional<String> nearest =
        known.stream()
            .filter(name -> changes(wanted, name) <= furthest)
            .min(Comparator.comparingInt(name -> changes(wanted, name)));
    return nearest.map(name -> ". Did you mean " + name + "?").orElse("");
  }

  /** Distance of Levenshtein (1966), a row at a time. */
  private static int changes(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
