package org.jacobi.array;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that were probably meant by a misspelt one. */
public final class Near {
  private static final int MOST = 3;
  private static final int LONGEST = 100;

  private Near() {}

  /**
   * Up to three of the known names that lie within a third of the wanted one's length (at least one
   * change, but not all letters), nearest first. A change is a letter added, left out, replaced, or
   * exchanged with its neighbour; upper and lower case count as equal.
   */
  public static List<String> names(String wanted, Collection<String> known) {
    if (wanted.length() > LONGEST) {
      return List.of();
    }
    var lower = wanted.toLowerCase(Locale.ROOT);
    int furthest = Math.max(1, wanted.length() / 3);
    record Candidate(String name, int distance) {}
    return known.stream()
        .filter(name -> Math.abs(name.length() - wanted.length()) <= furthest)
        .map(name -> new Candidate(name, distance(lower, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.distance() <= furthest)
        .filter(candidate ->
            candidate.distance() < Math.max(wanted.length(), candidate.name().length()))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name)
        .limit(MOST)
        .toList();
  }

  /**
   * What to add to a message: {@code ". Did you mean "age"?"}, or nothing if no name is near.
   *
   * @see #names
   */
  public static String hint(String wanted, Collection<String> known) {
    var near = names(wanted, known);
    if (near.isEmpty()) {
      return "";
    }
    var text = new StringBuilder(". Did you mean ");
    for (int i = 0; i < near.size(); i++) {
      text.append(i == 0 ? "" : i == near.size() - 1 ? " or " : ", ");
      text.append(Quoted.of(near.get(i)));
    }
    return text.append('?').toString();
  }

  // Distance of Levenshtein (1966) with exchanged neighbours (Damerau 1964), a row at a time.
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (exchanged) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
