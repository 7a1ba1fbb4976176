package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.text.TextTable;

/** An explanation for a terminal. */
final class TextForm {
  private final Explanation explanation;
  private final Locale locale;
  private final Wording wording;
  private final StringBuilder out = new StringBuilder();

  private TextForm(Explanation explanation, Locale locale) {
    this.explanation = explanation;
    this.locale = locale;
    this.wording = new Wording(explanation, locale);
  }

  static String of(Explanation explanation, Locale locale) {
    if (explanation.nodes().size() > Explanation.MOST_NODES) {
      return LayerSummary.of(explanation, locale);
    }
    var form = new TextForm(explanation, locale);
    if (!explanation.title().isEmpty()) {
      form.out.append(explanation.title()).append('\n');
    }
    for (String trouble : Troubles.of(explanation, locale)) {
      form.out.append("! ").append(trouble).append('\n');
    }
    form.forward();
    form.backward();
    form.shared();
    form.gradients();
    form.seconds();
    form.steps();
    return form.out.toString();
  }

  private String say(String key, Object... values) {
    return Words.text(locale, key, values);
  }

  private Node node(int i) {
    return explanation.nodes().get(i);
  }

  private void heading(String key, Object... values) {
    out.append('\n').append(say(key, values)).append('\n');
  }

  private void table(List<String[]> lines) {
    TextTable.of(lines).lines().forEach(line -> out.append("  ").append(line).append('\n'));
  }

  private String[] columns(String key) {
    return say(key).split("\\|", -1);
  }

  // ---- forward ----

  private void forward() {
    heading("text.forward");
    List<String[]> lines = new ArrayList<>();
    lines.add(columns("text.forward.columns"));
    for (int i = 0; i < explanation.nodes().size(); i++) {
      Node node = node(i);
      if (isPlainNumber(node)) {
        continue; // it stands in the formulas as it is
      }
      lines.add(
          new String[] {
            node.label(),
            node.isOperation() ? node.name() : say("kind." + node.kind()),
            node.isOperation() ? wording.forward(i) : "",
            shape(node),
            Figures.array(node.value(), node.shape()),
            node.layer()
          });
    }
    if (explanation.nodes().stream().allMatch(node -> node.layer().isEmpty())) {
      lines.replaceAll(line -> List.of(line).subList(0, line.length - 1).toArray(String[]::new));
    }
    table(lines);
  }

  private static boolean isPlainNumber(Node node) {
    return node.kind() == Kind.CONSTANT
        && node.value().length == 1
        && node.label().equals(Figures.number(node.value()[0]));
  }

  // ---- backward ----

  private void backward() {
    heading("text.backward", explanation.result().label());
    if (explanation.nodes().stream().anyMatch(node -> node.value().length > 1)) {
      backwardOfArrays();
      return;
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(columns("text.backward.columns"));
    for (int i = explanation.nodes().size() - 1; i >= 0; i--) {
      String name = node(i).label();
      String upstream = upstream(i);
      for (Edge edge : explanation.operands(i)) {
        if (edge.contribution() == null) {
          continue;
        }
        lines.add(
            new String[] {
              name,
              upstream,
              node(edge.from()).label(),
              wording.derivative(edge),
              local(edge),
              product(edge)
            });
        name = "";
        upstream = "";
      }
    }
    table(lines);
  }

  /** Arrays need more room than a column: a block for each operation. */
  private void backwardOfArrays() {
    for (int i = explanation.nodes().size() - 1; i >= 0; i--) {
      List<Edge> edges =
          explanation.operands(i).stream().filter(edge -> edge.contribution() != null).toList();
      if (edges.isEmpty()) {
        continue;
      }
      out.append("  ").append(wording.gradient(i)).append(" = ").append(upstream(i));
      out.append("   ").append(shape(node(i))).append('\n');
      edges.forEach(this::block);
    }
  }

  private void block(Edge edge) {
    String start = "    → " + node(edge.from()).label() + "   ";
    String below = " ".repeat(start.length() - 2);
    String shape = "   " + shape(node(edge.from())) + "\n";
    String derivative = wording.derivative(edge);
    out.append(start).append(derivative);
    if (Wording.isRule(edge)) {
      out.append('\n').append(below).append("= ").append(contribution(edge)).append(shape);
      return;
    }
    String local = local(edge);
    if (!local.isEmpty() && !derivative.endsWith(" = " + local)) {
      // Behind words the numbers would read as a part of the last condition.
      out.append(derivative.contains(",") || derivative.contains("，") ? "\n" + below : " ");
      out.append("= ").append(local);
    }
    out.append("\n      ").append(isNumber(edge) ? "" : wording.term(edge) + " = ");
    out.append(product(edge)).append(shape);
  }

  private static boolean isNumber(Edge edge) {
    double[] contribution = edge.contribution();
    double[] local = edge.local();
    return contribution != null && contribution.length == 1 && local != null;
  }

  private String shape(Node node) {
    return Figures.shape(node.shape(), say("scalar"));
  }

  /** The gradient that arrives at a node, as the sum where several paths join. */
  private String upstream(int i) {
    Node node = node(i);
    double[] gradient = node.gradient();
    if (gradient == null) {
      return "";
    }
    List<Edge> uses = contributing(i);
    if (gradient.length > 1 || uses.size() < 2) {
      return Figures.array(gradient, node.shape());
    }
    return Figures.sum(uses.stream().map(TextForm::flow).toList())
        + " = "
        + Figures.number(gradient[0]);
  }

  private List<Edge> contributing(int i) {
    return explanation.uses(i).stream().filter(edge -> edge.contribution() != null).toList();
  }

  private static double flow(Edge edge) {
    double[] contribution = edge.contribution();
    return contribution == null || contribution.length == 0 ? 0 : contribution[0];
  }

  private String local(Edge edge) {
    double[] local = edge.local();
    return local == null ? "" : Figures.array(local, node(edge.from()).shape());
  }

  private String product(Edge edge) {
    double[] contribution = edge.contribution();
    double[] local = edge.local();
    double[] upstream = node(edge.to()).gradient();
    if (contribution == null) {
      return "";
    }
    String result = contribution(edge);
    if (local == null || upstream == null || local.length > 1 || upstream.length > 1) {
      return result;
    }
    return Figures.number(upstream[0]) + " · " + Figures.factor(local[0]) + " = " + result;
  }

  private String contribution(Edge edge) {
    double[] contribution = edge.contribution();
    return contribution == null ? "" : Figures.array(contribution, node(edge.from()).shape());
  }

  private void shared() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < explanation.nodes().size(); i++) {
      List<Edge> uses = contributing(i);
      if (uses.size() > 1) {
        String by =
            uses.stream()
                .map(edge -> node(edge.to()).label())
                .distinct()
                .collect(Collectors.joining(", "));
        String key = node(i).isOperation() ? "text.shared.node" : "text.shared.leaf";
        lines.add(say(key, node(i).label(), uses.size(), by));
      }
    }
    if (!lines.isEmpty()) {
      heading("text.shared");
      lines.forEach(line -> out.append("  ").append(line).append('\n'));
    }
  }

  // ---- gradients ----

  private void gradients() {
    heading("text.gradients");
    var derivations = new Derivations(explanation, wording, locale);
    for (int i = 0; i < explanation.nodes().size(); i++) {
      if (!node(i).isOperation() && node(i).gradient() != null) {
        derivations.of(i).forEach(line -> out.append("  ").append(line).append('\n'));
      }
    }
  }

  private void seconds() {
    if (!explanation.seconds().isEmpty()) {
      heading("text.seconds", explanation.result().label());
      table(SecondsTable.of(explanation, i -> node(i).label(), Figures::number));
    }
  }

  private void steps() {
    if (!explanation.steps().isEmpty()) {
      heading("text.steps");
      explanation.steps().forEach(step -> out.append("  ").append(step.text()).append('\n'));
    }
  }
}
