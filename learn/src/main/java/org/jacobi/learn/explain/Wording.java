package org.jacobi.learn.explain;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.explain.Filling.Piece;
import org.jacobi.tensor.Formula;
import org.jspecify.annotations.Nullable;

/** The formulas of a graph with the names of its nodes filled in. */
final class Wording {
  private static final String RULE = "gradient of ";
  private static final String PHRASE = "phrase.";
  private static final int LONGEST = 40;
  private static final Pattern JACOBIAN = Pattern.compile("∂\\p{L}ᵢ/∂\\p{L}ⱼ = .*");
  private static final Pattern WHERE = Pattern.compile("([^ =,，][^=,，]*) where ([^,，]+)");
  private static final Map<String, Integer> LEVELS =
      Map.of(
          "add",
          Filling.SUM,
          "sub",
          Filling.SUM,
          "neg",
          Filling.SUM,
          "mul",
          Filling.PRODUCT,
          "div",
          Filling.PRODUCT,
          "pow",
          Filling.POWER);

  private final Explanation explanation;
  private final Locale locale;
  private final List<Piece> expanded = new ArrayList<>();

  Wording(Explanation explanation, Locale locale) {
    this.explanation = explanation;
    this.locale = locale;
    for (int i = 0; i < explanation.nodes().size(); i++) {
      expanded.add(expand(i));
    }
  }

  private Node node(int i) {
    return explanation.nodes().get(i);
  }

  /** Such as {@code ∂y/∂v3}. */
  String gradient(int i) {
    return "∂" + explanation.result().label() + "/∂" + node(i).label();
  }

  /** Such as {@code v3 = a · v1}; the name of others. */
  String forward(int i) {
    Formula formula = node(i).formula();
    return formula == null ? node(i).label() : fill(formula.text(), i, names(i));
  }

  /** The whole expression that a node stands for, or its name where that would be long. */
  String expression(int i) {
    return expanded.get(i).text();
  }

  /** Such as {@code ∂v3/∂v2 = 2 · v2}, or {@code ∂L/∂W = ∂L/∂Z · Xᵀ} where it is no product. */
  String derivative(Edge edge) {
    Formula.Derivative derivative = edge.derivative();
    if (derivative == null) {
      return local(edge);
    }
    String text = derivative.text();
    if (text.startsWith(RULE)) {
      return gradient(edge.from()) + right(edge, names(edge.to()));
    }
    Map<String, Piece> names = names(edge.to());
    return text.startsWith("∂") ? local(edge) + right(edge, names) : fill(text, edge.to(), names);
  }

  /**
   * What flows back along an edge: {@code ∂L/∂A ⊙ ∂A/∂Z}, with Σ before it over the axes along
   * which the operand was stretched; the sum over the rows of a Jacobian; or the rule for it.
   */
  String term(Edge edge) {
    if (isRule(edge)) {
      String rule = derivative(edge);
      return rule.substring(rule.indexOf(" = ") + 3);
    }
    if (isJacobian(edge)) {
      return "Σᵢ " + gradient(edge.to()) + "ᵢ · " + quotient(edge, "ᵢ", "");
    }
    int above = node(edge.to()).value().length;
    int below = node(edge.from()).value().length;
    String sum = below < above ? "Σ " : "";
    return sum + gradient(edge.to()) + (above > 1 ? " ⊙ " : " · ") + local(edge);
  }

  /** Such as {@code ∂v3/∂v2}; of a matrix one of its numbers, such as {@code ∂v3ᵢ/∂v2ⱼ}. */
  String local(Edge edge) {
    return isJacobian(edge) ? quotient(edge, "ᵢ", "ⱼ") : quotient(edge, "", "");
  }

  private String quotient(Edge edge, String row, String column) {
    return "∂" + node(edge.to()).label() + row + "/∂" + node(edge.from()).label() + column;
  }

  /** True if each number of the output depends on several of the operand: a matrix. */
  private static boolean isJacobian(Edge edge) {
    Formula.Derivative derivative = edge.derivative();
    return derivative != null && JACOBIAN.matcher(derivative.text()).matches();
  }

  /** True if the gradient of the operand is a rule and no product with numbers. */
  static boolean isRule(Edge edge) {
    return edge.derivative() != null && edge.derivative().text().startsWith(RULE);
  }

  /** The local derivative with whole expressions, such as {@code cos(x² + 2)}; null if wordy. */
  @Nullable Piece factor(Edge edge) {
    Formula.Derivative derivative = edge.derivative();
    if (derivative == null || !derivative.text().startsWith("∂")) {
      return null;
    }
    String text = derivative.text().split(" = ", -1)[1];
    boolean wordy = text.contains(" where ") || text.contains(", ") || text.contains(" with ");
    if (wordy || text.indexOf('ᵢ') >= 0 || text.indexOf('[') >= 0) {
      return null;
    }
    Map<String, Piece> pieces = new HashMap<>(names(edge.to()));
    List<String> letters = formula(edge.to()).operands();
    List<Edge> operands = explanation.operands(edge.to());
    for (int i = 0; i < Math.min(letters.size(), operands.size()); i++) {
      pieces.put(letters.get(i), expanded.get(operands.get(i).from()));
    }
    pieces.put("y", expanded.get(edge.to()));
    String filled = Filling.fill(text, pieces);
    if (filled.length() > LONGEST) {
      return null;
    }
    return new Piece(filled, level(filled));
  }

  /** How tightly a text holds together: by the signs that stand outside of its brackets. */
  private static int level(String text) {
    int depth = 0;
    int level = Filling.ATOM;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 && (c == '+' || c == '−')) {
        return Filling.SUM;
      }
      if (depth == 0 && (c == '·' || c == '/')) {
        level = Filling.PRODUCT;
      }
    }
    return level;
  }

  private Formula formula(int i) {
    Formula formula = node(i).formula();
    if (formula == null) {
      throw new IllegalArgumentException("[explain] node " + i + " is no operation");
    }
    return formula;
  }

  private String right(Edge edge, Map<String, Piece> names) {
    Formula.Derivative derivative = edge.derivative();
    String text = derivative == null ? "" : derivative.text();
    if (!names.containsKey("x")) { // one of a list of operands
      names.put("x", Piece.name(node(edge.from()).label()));
    }
    return fill(text.substring(text.indexOf(" = ")), edge.to(), names);
  }

  private Map<String, Piece> names(int i) {
    Map<String, Piece> names = new HashMap<>();
    List<String> letters = formula(i).operands();
    List<Edge> operands = explanation.operands(i);
    Letters.others(explanation, i).forEach((of, to) -> names.put(of, Piece.name(to)));
    if (operands.size() <= letters.size()) { // else a list of any length, as of concat
      for (int k = 0; k < operands.size(); k++) {
        names.put(letters.get(k), Piece.name(node(operands.get(k).from()).label()));
      }
    }
    names.put("y", Piece.name(node(i).label()));
    names.putIfAbsent("u", new Piece(gradient(i), Filling.PRODUCT));
    return names;
  }

  private String fill(String template, int i, Map<String, Piece> names) {
    List<Edge> operands = explanation.operands(i);
    String text = translate(template);
    if (operands.size() > formula(i).operands().size()) {
      String all = operands.stream().map(e -> node(e.from()).label()).collect(joining(", "));
      names.putIfAbsent("x", new Piece(all, Filling.ATOM));
      return Filling.fill(text.replace("x₁, x₂, …", "x").replace("xᵢ", "x"), names);
    }
    return Filling.fill(text, names);
  }

  private Piece expand(int i) {
    Node node = node(i);
    Formula formula = node.formula();
    if (formula == null) {
      return Piece.name(node.label());
    }
    List<Edge> operands = explanation.operands(i);
    Integer level = LEVELS.get(node.name());
    String text;
    if (level != null && operands.size() <= formula.operands().size()) {
      Map<String, Piece> pieces = new HashMap<>();
      for (Edge edge : operands) {
        pieces.put(formula.operands().get(edge.operand()), expanded.get(edge.from()));
      }
      text = Filling.fill(formula.text().substring(formula.text().indexOf('=') + 2), pieces);
    } else {
      level = Filling.ATOM;
      List<String> parts = operands.stream().map(e -> expanded.get(e.from()).text()).toList();
      text = node.name() + "(" + String.join(", ", parts) + ")";
    }
    boolean given = !node.label().matches("[a-z]\\d+");
    return text.length() > LONGEST || given ? Piece.name(node.label()) : new Piece(text, level);
  }

  // ---- words within formulas ----

  /** The English words of a formula in the language of this wording. */
  String translate(String formula) {
    if (!locale.getLanguage().equals("zh")) {
      return formula;
    }
    ResourceBundle english = Words.of(Locale.ENGLISH);
    String text = formula;
    List<String> keys =
        english.keySet().stream()
            .filter(key -> key.startsWith(PHRASE))
            .sorted(Comparator.comparingInt(key -> -english.getString(key).length()))
            .toList();
    for (String key : keys) {
      text = text.replace(english.getString(key), Words.text(locale, key));
    }
    return WHERE.matcher(text).replaceAll(Words.text(locale, "where", "$1", "$2"));
  }
}
