package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;
import org.jspecify.annotations.Nullable;

/** Names the nodes and edges at which numbers stop being finite. */
final class Troubles {
  private Troubles() {}

  /** A line for each; none where all is finite. */
  static List<String> of(Explanation explanation, Locale locale) {
    var wording = new Wording(explanation, locale);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < explanation.nodes().size(); i++) {
      Node node = explanation.nodes().get(i);
      Double bad = first(node.value());
      if (bad != null && operandsAreFinite(explanation, i)) {
        lines.add(
            Words.text(
                locale,
                node.isOperation() ? "trouble.node" : "trouble.leaf",
                wording.forward(i),
                Figures.number(bad),
                zeroDivisor(explanation, i, locale)));
      }
    }
    for (Edge edge : explanation.edges()) {
      Double bad = first(edge.contribution());
      Node to = explanation.nodes().get(edge.to());
      if (bad != null && first(to.gradient()) == null && first(to.value()) == null) {
        lines.add(
            Words.text(locale, "trouble.gradient", wording.derivative(edge), Figures.number(bad)));
      }
    }
    return lines;
  }

  private static @Nullable Double first(double @Nullable [] numbers) {
    return numbers == null
        ? null
        : Arrays.stream(numbers).filter(v -> !Double.isFinite(v)).boxed().findFirst().orElse(null);
  }

  private static boolean operandsAreFinite(Explanation explanation, int i) {
    return explanation.operands(i).stream()
        .map(edge -> first(explanation.nodes().get(edge.from()).value()))
        .allMatch(Objects::isNull);
  }

  private static String zeroDivisor(Explanation explanation, int i, Locale locale) {
    if (!explanation.nodes().get(i).name().equals("div")) {
      return "";
    }
    Node divisor = explanation.nodes().get(explanation.operands(i).getLast().from());
    boolean zero = Arrays.stream(divisor.value()).anyMatch(v -> v == 0);
    String key = divisor.label().equals("0") ? "trouble.zero.number" : "trouble.zero";
    return zero ? Words.text(locale, key, divisor.label()) : "";
  }
}
