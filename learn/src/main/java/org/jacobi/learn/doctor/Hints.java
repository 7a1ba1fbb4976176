package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jacobi.learn.ManualParam;

/**
 * Which lengths an input may have: those of the parameters first, then what fields and errors say.
 */
final class Hints {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int[] USUAL = {
    3, 4, 2, 6, 8, 1, 9, 12, 16, 10, 5, 7, 20, 32, 64, 100, 128, 784
  };
  private static final int LONGEST = 5000;

  private Hints() {}

  static List<Integer> sizes(Subject subject, String message) {
    Set<Integer> all = new LinkedHashSet<>();
    Set<Integer> axes = new TreeSet<>();
    for (ManualParam param : subject.params()) {
      Arrays.stream(param.shape().toArray()).filter(n -> n > 1).forEach(axes::add);
    }
    all.addAll(axes);
    Set<Integer> said = new TreeSet<>();
    for (Object setting : Renewal.settings(subject.shared())) {
      collect(String.valueOf(setting), said);
    }
    collect(message, said);
    all.addAll(said);
    Arrays.stream(USUAL).forEach(all::add);
    return new ArrayList<>(all);
  }

  private static void collect(String text, Set<Integer> into) {
    if (text.contains(".")) {
      text = text.replaceAll("\\d+\\.\\d+", ""); // no length
    }
    NUMBER
        .matcher(text)
        .results()
        .filter(match -> match.group().length() < 5)
        .mapToInt(match -> Integer.parseInt(match.group()))
        .filter(n -> n > 1 && n <= LONGEST)
        .forEach(into::add);
  }

  /** Two numbers of rows that are no length of anything else. */
  static int[] rows(Subject subject, List<Integer> sizes) {
    Set<Integer> taken = new TreeSet<>(List.of(sizes.getFirst(), 3, 2));
    for (ManualParam param : subject.params()) {
      Arrays.stream(param.shape().toArray()).forEach(taken::add);
    }
    return IntStream.of(5, 7, 11, 13, 17, 19, 23)
        .filter(p -> !taken.contains(p))
        .limit(2)
        .toArray();
  }
}
