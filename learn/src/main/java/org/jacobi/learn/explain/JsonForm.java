package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.io.Json;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as one JSON object: {@code title}, {@code result} (number of the last node),
 * {@code nodes}, {@code edges}, and where there are any {@code steps}, {@code second} and {@code
 * troubles}. Numbers that are not finite are the strings {@code Infinity}, {@code -Infinity} and
 * {@code NaN}. Of an array with more than {@link #LONGEST} numbers only these stand there.
 */
final class JsonForm {
  /** The most numbers of one array. */
  static final int LONGEST = 1000;

  private JsonForm() {}

  static String of(Explanation explanation, Locale locale) {
    boolean small = explanation.nodes().size() <= Explanation.MOST_NODES;
    Wording wording = small ? new Wording(explanation, locale) : null;
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", explanation.title());
    map.put("result", explanation.nodes().size() - 1);
    int[] uses = new int[explanation.nodes().size()];
    explanation.edges().stream()
        .filter(edge -> edge.contribution() != null)
        .forEach(edge -> uses[edge.from()]++);
    List<Object> nodes = new ArrayList<>();
    for (int i = 0; i < uses.length; i++) {
      nodes.add(node(explanation.nodes().get(i), i, uses[i], wording));
    }
    map.put("nodes", nodes);
    map.put("edges", explanation.edges().stream().map(edge -> edge(edge, wording)).toList());
    if (!explanation.steps().isEmpty()) {
      map.put(
          "steps",
          explanation.steps().stream()
              .map(step -> Map.of("text", step.text(), "latex", step.latex()))
              .toList());
    }
    if (!explanation.seconds().isEmpty()) {
      List<Object> seconds = new ArrayList<>();
      for (var second : explanation.seconds()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("first", second.first());
        one.put("second", second.second());
        one.put("value", number(second.value()));
        seconds.add(one);
      }
      map.put("second", seconds);
    }
    List<String> troubles = small ? Troubles.of(explanation, locale) : List.of();
    if (!troubles.isEmpty()) {
      map.put("troubles", troubles);
    }
    return Json.indented(map) + "\n";
  }

  private static Map<String, Object> node(Node node, int i, int uses, @Nullable Wording wording) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", i);
    map.put("label", node.label());
    map.put("kind", node.kind().name().toLowerCase(Locale.ROOT));
    map.put("name", node.name());
    var formula = node.formula();
    if (formula != null) {
      map.put("symbol", node.symbol());
      map.put("formula", wording == null ? formula.text() : wording.forward(i));
      map.put("latex", formula.latex());
    }
    if (!node.layer().isEmpty()) {
      map.put("layer", node.layer());
    }
    map.put("dtype", node.dtype().toString());
    List<Object> shape = new ArrayList<>();
    for (int length : node.shape().toArray()) {
      shape.add(length);
    }
    map.put("shape", shape);
    map.put("value", numbers(node.value()));
    put(map, "gradient", node.gradient());
    if (uses > 1) {
      map.put("shared", uses);
    }
    return map;
  }

  private static Map<String, Object> edge(Edge edge, @Nullable Wording wording) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("from", edge.from());
    map.put("to", edge.to());
    map.put("operand", edge.operand());
    var derivative = edge.derivative();
    if (derivative != null) {
      map.put("derivative", wording == null ? derivative.text() : wording.derivative(edge));
      map.put("latex", derivative.latex());
    }
    put(map, "local", edge.local());
    put(map, "contribution", edge.contribution());
    return map;
  }

  private static void put(Map<String, Object> map, String key, double @Nullable [] numbers) {
    if (numbers != null) {
      map.put(key, numbers(numbers));
    }
  }

  private static List<Object> numbers(double[] numbers) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < Math.min(numbers.length, LONGEST); i++) {
      list.add(number(numbers[i]));
    }
    return list;
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }
}
