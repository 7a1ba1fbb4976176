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
  private static final int LONG = 4;

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
    String sum = Figures.sum(paths.stream().map(path -> Paths.product(path)[0]).toList());
    lines.add("  " + sum + (counts[leaf] > paths.size() ? " + …" : "") + " = " + result);
    return lines;
  }

  private boolean isNumber(Edge edge) {
    double[] local = edge.local();
    return local != null && local.length == 1;
  }

  private void path(String start, List<Edge> path, List<String> lines) {
    String indent = " ".repeat(start.length() - 2) + "= ";
    String symbols = shortened(path.stream().map(wording::local).toList(), " · ");
    boolean alone = path.size() == 1;
    String factors = leading(product(path.stream().map(edge -> factor(edge, alone)).toList()));
    String numbers = leading(product(path.stream().map(Derivations::number).toList()));
    if (alone) {
      String shown = factors.equals(symbols) ? numbers : factors;
      lines.add(start + shown);
      if (!shown.equals(numbers)) {
        lines.add(indent + numbers);
      }
      return;
    }
    lines.add(start + symbols);
    if (!factors.equals(symbols) && !factors.equals(numbers)) {
      lines.add(indent + factors);
    }
    lines.add(indent + numbers + " = " + Figures.number(Paths.product(path)[0]));
  }

  private static String number(Edge edge) {
    double[] local = edge.local();
    return local == null ? "" : Figures.factor(local[0]);
  }

  /** A negative number needs no brackets where nothing stands before it. */
  private static String leading(String product) {
    return product.replaceFirst("^\\((−[\\d.e-]+|−∞)\\)", "$1");
  }

  /** On a long path the factors 1 are left out. */
  private static String product(List<String> factors) {
    List<String> shown = new ArrayList<>(factors);
    if (factors.size() > LONG) {
      shown.removeIf(factor -> factor.equals("1"));
    }
    return shown.isEmpty() ? "1" : shortened(shown, " · ");
  }

  private static String shortened(List<String> parts, String sign) {
    if (parts.size() <= 2 * LONG) {
      return String.join(sign, parts);
    }
    List<String> ends = new ArrayList<>(parts.subList(0, LONG));
    ends.add("…");
    ends.addAll(parts.subList(parts.size() - LONG, parts.size()));
    return String.join(sign, ends);
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
