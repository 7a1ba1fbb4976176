package org.jacobi.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbered texts: the classes of a target, or the categories of a column. If all are numbers, 1 and
 * 1.0 are the same one, and they are ordered by size; else they are ordered as texts. Numbers with
 * leading zeros are texts, because they are codes.
 */
final class Vocabulary {
  private static final double LARGEST_WHOLE = 1e15;

  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final boolean numeric;

  private Vocabulary(List<String> names, boolean numeric) {
    this.names = List.copyOf(names);
    this.numeric = numeric;
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), i);
    }
  }

  /** The vocabulary of texts as they stand in a table. */
  static Vocabulary of(Collection<String> texts) {
    boolean numeric = !texts.isEmpty() && texts.stream().allMatch(Vocabulary::isNumeric);
    Set<String> different = new LinkedHashSet<>();
    for (var text : texts) {
      different.add(numeric ? canonical(text) : text);
    }
    var names = new ArrayList<>(different);
    names.sort(numeric ? Comparator.comparingDouble(NumberText::parse) : Comparator.naturalOrder());
    return new Vocabulary(names, numeric);
  }

  /** The vocabulary that has these {@link #names}, in this order. */
  static Vocabulary restored(List<String> names) {
    boolean numeric =
        !names.isEmpty()
            && names.stream().allMatch(name -> isNumeric(name) && canonical(name).equals(name));
    return new Vocabulary(names, numeric);
  }

  private static boolean isNumeric(String text) {
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    boolean code =
        text.length() > start + 1
            && text.charAt(start) == '0'
            && Character.isDigit(text.charAt(start + 1));
    return !code && NumberText.fault(text) == null;
  }

  private static String canonical(String text) {
    double number = NumberText.parse(text);
    return number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** The texts by number. */
  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  /** The number of a text from a table, or −1 if it is not known. */
  int indexOf(String text) {
    if (numeric && !isNumeric(text)) {
      return -1;
    }
    return numbers.getOrDefault(numeric ? canonical(text) : text, -1);
  }
}
