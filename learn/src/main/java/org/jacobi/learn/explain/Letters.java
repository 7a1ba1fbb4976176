package org.jacobi.learn.explain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jacobi.tensor.Formula;

/** Letters for what has no node of its own, so that none of them means two things in one graph. */
final class Letters {
  /** What a formula calls its own parts, such as a in {@code log aᵢ with a = softmax x}. */
  private static final Pattern OWN = Pattern.compile("with ([a-z]) = |the ([a-z]) winners");

  private static final String USED = "asvmn";
  private static final String OTHERS = "pqghwrdczb";

  private Letters() {}

  /** A letter for a part of a formula: this one, or another where a node is called by it. */
  static String free(Explanation explanation, String letter) {
    Set<String> taken = new HashSet<>();
    explanation.nodes().forEach(node -> taken.add(node.label()));
    int first = 2 * Math.max(0, USED.indexOf(letter)); // each letter has others of its own
    String order = OTHERS.substring(first) + OTHERS.substring(0, first);
    return Stream.concat(Stream.of(letter), order.chars().mapToObj(Character::toString))
        .filter(candidate -> !taken.contains(candidate))
        .findFirst()
        .orElse(letter + "′");
  }

  /** The letters of a formula's own parts, and what is written for them in this graph. */
  static Map<String, String> others(Explanation explanation, int i) {
    Formula formula = explanation.nodes().get(i).formula();
    Map<String, String> others = new HashMap<>();
    if (formula == null) {
      return others;
    }
    var texts = Stream.concat(Stream.of(formula.text()), derivatives(formula));
    texts
        .flatMap(text -> OWN.matcher(text).results())
        .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
        .forEach(letter -> others.put(letter, free(explanation, letter)));
    return others;
  }

  private static Stream<String> derivatives(Formula formula) {
    return formula.derivatives().stream().map(Formula.Derivative::text);
  }
}
