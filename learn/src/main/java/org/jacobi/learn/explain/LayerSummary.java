package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.text.TextTable;

/** A graph that is too large to be shown node by node: what each layer does. */
final class LayerSummary {
  private LayerSummary() {}

  static String of(Explanation explanation, Locale locale) {
    Map<String, List<Integer>> layers = new LinkedHashMap<>();
    for (int i = 0; i < explanation.nodes().size(); i++) {
      Node node = explanation.nodes().get(i);
      if (node.isOperation()) {
        layers.computeIfAbsent(node.layer(), layer -> new ArrayList<>()).add(i);
      }
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(Words.text(locale, "summary.columns").split("\\|", -1));
    layers.forEach((layer, nodes) -> lines.add(line(explanation, layer, nodes, locale)));
    String title = explanation.title().isEmpty() ? "" : explanation.title() + "\n";
    return title
        + (tooLarge(explanation, locale) + Words.text(locale, "summary.left") + "\n\n")
        + TextTable.of(lines)
        + ("\n" + Words.text(locale, "summary.gradients") + "\n")
        + TextTable.of(gradients(explanation, locale)).indent(2)
        + seconds(explanation, locale);
  }

  /** Those of all inputs and parameters: what the graph is walked for. */
  private static List<String[]> gradients(Explanation explanation, Locale locale) {
    List<String[]> lines = new ArrayList<>();
    lines.add(Words.text(locale, "summary.gradients.columns").split("\\|", -1));
    for (Node node : explanation.nodes()) {
      double[] gradient = node.gradient();
      if (!node.isOperation() && gradient != null) {
        lines.add(
            new String[] {
              "∂" + explanation.result().label() + "/∂" + node.label(),
              Figures.shape(node.shape(), Words.text(locale, "scalar")),
              Figures.array(gradient, node.shape())
            });
      }
    }
    return lines;
  }

  private static String seconds(Explanation explanation, Locale locale) {
    if (explanation.seconds().isEmpty()) {
      return "";
    }
    var table =
        SecondsTable.of(explanation, i -> explanation.nodes().get(i).label(), Figures::number);
    String title = Words.text(locale, "text.seconds", explanation.result().label());
    return "\n" + title + "\n" + TextTable.of(table).indent(2);
  }

  /** Says how large the graph is, and how large it may be. */
  static String tooLarge(Explanation explanation, Locale locale) {
    return Words.text(locale, "summary.large", explanation.nodes().size(), Explanation.MOST_NODES);
  }

  private static String[] line(
      Explanation explanation, String layer, List<Integer> nodes, Locale locale) {
    Map<String, Long> operations =
        nodes.stream()
            .map(i -> explanation.nodes().get(i).name())
            .collect(Collectors.groupingBy(n -> n, LinkedHashMap::new, Collectors.counting()));
    Set<Integer> own = new HashSet<>(nodes);
    long parameters =
        explanation.edges().stream()
            .filter(edge -> own.contains(edge.to()))
            .mapToInt(Explanation.Edge::from)
            .distinct()
            .mapToObj(explanation.nodes()::get)
            .filter(node -> node.kind() == Kind.PARAMETER)
            .mapToLong(node -> node.value().length)
            .sum();
    Node last = explanation.nodes().get(nodes.getLast());
    return new String[] {
      layer.isEmpty() ? Words.text(locale, "summary.outside") : layer,
      operations.entrySet().stream()
          .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " × " + e.getKey())
          .collect(Collectors.joining(", ")),
      Figures.shape(last.shape(), Words.text(locale, "scalar")),
      Long.toString(parameters)
    };
  }
}
