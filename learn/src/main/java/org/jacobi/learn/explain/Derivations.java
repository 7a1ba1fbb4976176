package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.explain.Filling.Piece;

/** The gradient of a leaf as the product along each path from the result, in lines of text. */
final class Derivations {
  private static final int MOST_PATHS = 6;

  private final Explanation explanation;
  private final Wording wording;
  private final Locale locale;
  private final double[] counts;

  Derivations(Explanation explanation, Wording wording, Locale locale) {
    this.explanation = explanation;
    this.wording = wording;
    this.locale = locale;
    this.counts = Paths.counts(explanation);
  }

  private Node node(int i) {
    return explanation.nodes().get(i);
  }

  /** The lines for one leaf. */
  List<String> of(int leaf) {
    Node node = node(leaf);
    String gradient = wording.gradient(leaf);
    double[] value = node.gradient();
    if (value == null) {
      return List.of();
    }
    String result = Figures.array(value, node.shape());
    if (counts[leaf] == 0 || leaf == explanation.nodes().size() - 1) {
      return List.of(gradient + " = " + result);
    }
    List<List<Edge>> paths = Paths.to(leaf, explanation, MOST_PATHS);
    boolean numbers = paths.stream().flatMap(List::stream).allMatch(this::isNumber);
    if (!numbers) {
      return matrix(leaf, gradient, result);
    }
    List<String> lines = new ArrayList<>();
    if (counts[leaf] == 1) {
      path(gradient + " = ", paths.getFirst(), lines);
      return lines;
    }
    lines.add(
        Words.text(locale, "text.paths", gradient, Figures.number(counts[leaf]))
            + (counts[leaf] > paths.size()
                ? Words.text(locale, "text.paths.first", paths.size())
                : ""));
    for (int i = 0; i < paths.size(); i++) {
      path("  " + (i + 1) + ".  ", paths.get(i), lines);
    }
    String sum =
        paths.stream()
            .map(path -> Figures.factor(Paths.product(path)[0]))
            .collect(Collectors.joining(" + "));
    lines.add("  " + sum + (counts[leaf] > paths.size() ? " + …" : "") + " = " + result);
    return lines;
  }

  private boolean isNumber(Edge edge) {
    double[] local = edge.local();
    return local != null && local.length == 1;
  }

  private void path(String start, List<Edge> path, List<String> lines) {
    String indent = " ".repeat(start.length() - 2) + "= ";
    String symbols = path.stream().map(wording::local).collect(Collectors.joining(" · "));
    boolean alone = path.size() == 1;
    String factors =
        path.stream().map(edge -> factor(edge, alone)).collect(Collectors.joining(" · "));
    String numbers =
        path.stream()
            .map(edge -> Figures.factor(edge.local() == null ? 0 : edge.local()[0]))
            .collect(Collectors.joining(" · "));
    lines.add(start + symbols);
    if (!factors.equals(symbols) && !factors.equals(numbers)) {
      lines.add(indent + factors);
    }
    String product = Figures.number(Paths.product(path)[0]);
    lines.add(indent + (path.size() == 1 ? product : numbers + " = " + product));
  }

  private String factor(Edge edge, boolean alone) {
    Piece piece = wording.factor(edge);
    return piece == null
        ? wording.local(edge)
        : piece.level() < Filling.POWER && !alone ? "(" + piece.text() + ")" : piece.text();
  }

  /** Where a gradient is no product of numbers: the rule of each operation that uses the leaf. */
  private List<String> matrix(int leaf, String gradient, String result) {
    String terms =
        explanation.uses(leaf).stream()
            .filter(edge -> edge.contribution() != null)
            .map(wording::term)
            .collect(Collectors.joining(" + "));
    String shape = Figures.shape(node(leaf).shape(), Words.text(locale, "scalar"));
    return List.of(
        gradient + " = " + terms, " ".repeat(gradient.length()) + " = " + result + "   " + shape);
  }
}
