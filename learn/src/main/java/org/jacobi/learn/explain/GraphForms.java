package org.jacobi.learn.explain;

import java.util.Locale;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;

/** The graph to be drawn by Graphviz or Mermaid; operands on the left, the result on the right. */
final class GraphForms {
  private GraphForms() {}

  /** In the language of Graphviz. */
  static String dot(Explanation explanation, Locale locale) {
    var wording = new Wording(explanation, locale);
    var out = new StringBuilder("digraph explanation {\n");
    if (!explanation.title().isEmpty()) {
      out.append("  label=").append(dotText(explanation.title())).append(";\n  labelloc=t;\n");
    }
    out.append(
        "  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n");
    for (int i = 0; i < explanation.nodes().size(); i++) {
      String shape = explanation.nodes().get(i).isOperation() ? "ellipse" : "box";
      out.append("  n").append(i).append(" [shape=").append(shape).append(", label=");
      out.append(dotText(String.join("\n", lines(explanation, wording, i)))).append("];\n");
    }
    for (Edge edge : explanation.edges()) {
      out.append("  n").append(edge.from()).append(" -> n").append(edge.to());
      if (edge.contribution() != null) {
        out.append(" [label=").append(dotText(derivative(wording, edge))).append(']');
      }
      out.append(";\n");
    }
    return out.append("}\n").toString();
  }

  private static String dotText(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** In the language of Mermaid. */
  static String mermaid(Explanation explanation, Locale locale) {
    var wording = new Wording(explanation, locale);
    var out = new StringBuilder("flowchart LR\n");
    for (int i = 0; i < explanation.nodes().size(); i++) {
      boolean operation = explanation.nodes().get(i).isOperation();
      String text = mermaidText(String.join("\n", lines(explanation, wording, i)));
      out.append("  n").append(i).append(operation ? "([" : "[").append(text);
      out.append(operation ? "])\n" : "]\n");
    }
    for (Edge edge : explanation.edges()) {
      out.append("  n").append(edge.from()).append(" -->");
      if (edge.contribution() != null) {
        out.append('|').append(mermaidText(derivative(wording, edge))).append('|');
      }
      out.append(" n").append(edge.to()).append('\n');
    }
    return out.toString();
  }

  /** Signs that Mermaid or HTML would take for their own are written by their numbers. */
  private static String mermaidText(String text) {
    var out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c == '\n') {
            out.append("<br/>");
          } else if ("\"#&<>|`\\;*_~".indexOf(c) >= 0) {
            out.append('#').append(c).append(';');
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.append('"').toString();
  }

  private static String[] lines(Explanation explanation, Wording wording, int i) {
    Node node = explanation.nodes().get(i);
    String value = Figures.array(node.value(), node.shape());
    String first =
        node.isOperation()
            ? wording.forward(i) + "\n= " + value
            : node.label().equals(value) ? value : node.label() + " = " + value;
    double[] gradient = node.gradient();
    return gradient == null
        ? new String[] {first}
        : new String[] {first, wording.gradient(i) + " = " + Figures.array(gradient, node.shape())};
  }

  /** Such as {@code ∂v3/∂v2 = 2.29777}. */
  private static String derivative(Wording wording, Edge edge) {
    double[] local = edge.local();
    return local != null && local.length == 1
        ? wording.local(edge) + " = " + Figures.number(local[0])
        : wording.derivative(edge);
  }
}
