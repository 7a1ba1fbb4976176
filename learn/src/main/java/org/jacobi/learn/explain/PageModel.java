package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jspecify.annotations.Nullable;

/** What all parts of a page ask about its graph: neighbours, and names for what has none. */
final class PageModel {
  private static final Pattern OPERAND =
      Pattern.compile("^(?:∂\\p{L}+/∂|gradient of )([A-Za-z]\\p{Lm}?)");

  private static final Set<String> SIGNS = Set.of("+", "−", "-", "×", "·", "/", "÷");
  private static final Pattern FUNCTION = Pattern.compile("[a-z]{2,7}");

  private final Explanation graph;
  private final Locale locale;
  private final List<List<Integer>> into = new ArrayList<>();
  private final List<List<Integer>> outOf = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  PageModel(Explanation graph, Locale locale) {
    this.graph = graph;
    this.locale = locale;
    for (int i = 0; i < graph.nodes().size(); i++) {
      into.add(new ArrayList<>());
      outOf.add(new ArrayList<>());
    }
    for (int e = 0; e < graph.edges().size(); e++) {
      into.get(edge(e).to()).add(e);
      outOf.get(edge(e).from()).add(e);
    }
    nameAll();
  }

  /** The result is L, as a loss; other operations are v₁, v₂ …; unless an input has that name. */
  private void nameAll() {
    Set<String> taken = new HashSet<>();
    graph.nodes().stream()
        .filter(node -> node.kind() != Kind.OPERATION)
        .forEach(node -> taken.add(node.name()));
    String result = free(taken, "L", "R", "Z", "L′");
    String letter =
        Stream.of("v", "h", "q", "w", "v′")
            .filter(l -> taken.stream().noneMatch(name -> name.matches(l + "[0-9₀-₉]+")))
            .findFirst()
            .orElse("v″");
    int number = 0;
    for (int i = 0; i <= last(); i++) {
      Node node = node(i);
      boolean operation = node.kind() == Kind.OPERATION;
      String own = i == last() ? result : letter + PageNumbers.index(++number);
      names.add(operation ? own : node.name());
    }
  }

  private static String free(Set<String> taken, String... names) {
    return Stream.of(names).filter(name -> !taken.contains(name)).findFirst().orElse("L″");
  }

  Node node(int i) {
    return graph.nodes().get(i);
  }

  Edge edge(int e) {
    return graph.edges().get(e);
  }

  int nodes() {
    return graph.nodes().size();
  }

  int edges() {
    return graph.edges().size();
  }

  /** The number of the result. */
  int last() {
    return graph.nodes().size() - 1;
  }

  boolean isOperation(int i) {
    return node(i).kind() == Kind.OPERATION;
  }

  /** Edges from the operands of a node, in their order. */
  List<Integer> into(int i) {
    return into.get(i);
  }

  /** Edges to those that use a node. */
  List<Integer> outOf(int i) {
    return outOf.get(i);
  }

  /** The edges along which a gradient arrives at a node. */
  List<Integer> arriving(int i) {
    return outOf.get(i).stream().filter(e -> edge(e).contribution() != null).toList();
  }

  /** What a value is called. */
  String name(int i) {
    return names.get(i);
  }

  /** Such as ∂L/∂x. */
  String gradient(int i) {
    return "∂" + name(last()) + "/∂" + name(i);
  }

  boolean isNumber(int i) {
    return node(i).value().length == 1;
  }

  /** A value in one line. */
  String value(int i) {
    return line(i, node(i).value());
  }

  /** Numbers that belong to a node, in one line. */
  String line(int i, double[] numbers) {
    return PageArray.line(node(i).shape(), numbers);
  }

  /** The gradient of a value in one line; a dash where there is none. */
  String back(int i) {
    double[] gradient = node(i).gradient();
    return gradient == null ? "–" : line(i, gradient);
  }

  /** The shape, or the word for a single number. */
  String shape(int i) {
    return node(i).shape().rank() == 0 ? text("scalar") : node(i).shape().toString();
  }

  /** The letter of an operand in the formula of its operation; null where it is not known. */
  @Nullable String letter(int e) {
    Edge edge = edge(e);
    if (edge.derivative() != null) {
      Matcher operand = OPERAND.matcher(edge.derivative().text());
      if (operand.find()) {
        return operand.group(1).substring(0, 1);
      }
    }
    int operands = into.get(edge.to()).size();
    if (operands == 1) {
      return "x";
    }
    return operands == 2 && edge.operand() < 2 ? List.of("a", "b").get(edge.operand()) : null;
  }

  /** Each operand as it stands in the formula, such as {@code a = apple = 100, b = count = 2}. */
  String operands(int i) {
    List<String> parts = new ArrayList<>();
    for (int e : into.get(i)) {
      int from = edge(e).from();
      String letter = letter(e);
      String start = letter == null || letter.equals(name(from)) ? "" : letter + " = ";
      parts.add(start + name(from) + " = " + value(from));
    }
    return String.join(text("comma"), parts);
  }

  /** The name, what it is computed from and the value: {@code v₁ = a × b = 2 × 3 = 6}. */
  String computed(int i) {
    String names = applied(i, false);
    String numbers =
        into.get(i).stream().allMatch(e -> isNumber(edge(e).from())) ? applied(i, true) : "";
    return name(i) + names + numbers + " = " + value(i);
  }

  private String applied(int i, boolean numbers) {
    String symbol = node(i).symbol();
    List<Integer> from = into.get(i).stream().map(e -> edge(e).from()).toList();
    if (from.size() == 2 && SIGNS.contains(symbol)) {
      String left = numbers ? value(from.get(0)) : name(from.get(0));
      double right = node(from.get(1)).value().length == 0 ? 0 : node(from.get(1)).value()[0];
      return " = "
          + left
          + " "
          + symbol
          + " "
          + (numbers ? PageNumbers.factor(right) : name(from.get(1)));
    }
    if (from.size() == 1 && FUNCTION.matcher(symbol).matches()) {
      return " = " + symbol + "(" + (numbers ? value(from.get(0)) : name(from.get(0))) + ")";
    }
    return "";
  }

  /** The local derivative in words and numbers: {@code ∂y/∂a = b = 2}. */
  String derivative(int e) {
    Edge edge = edge(e);
    String words = edge.derivative() == null ? "" : formula(edge.derivative().text());
    if (edge.local() == null) {
      return words;
    }
    String number = line(edge.from(), edge.local());
    return words.isEmpty() || words.endsWith(" = " + number) ? words : words + " = " + number;
  }

  /** {@code 1.1 · 2 = 2.2} for single numbers, else only the contribution. */
  String product(int e) {
    Edge edge = edge(e);
    double[] contribution = Objects.requireNonNull(edge.contribution());
    double[] upstream = node(edge.to()).gradient();
    String result = line(edge.from(), contribution);
    boolean numbers = isNumber(edge.from()) && isNumber(edge.to());
    if (!numbers || upstream == null || edge.local() == null) {
      return result;
    }
    return PageNumbers.text(upstream[0])
        + " · "
        + PageNumbers.factor(edge.local()[0])
        + " = "
        + result;
  }

  /** All that arrives at a node, added: {@code 2 + 3 = 5}. */
  String sum(int i) {
    var text = new StringBuilder();
    for (int e : arriving(i)) {
      String part = line(i, Objects.requireNonNull(edge(e).contribution()));
      boolean minus = part.startsWith("−") && text.length() > 0;
      text.append(text.length() == 0 ? "" : minus ? " − " : " + ");
      text.append(minus ? part.substring(1) : part);
    }
    return text + " = " + back(i);
  }

  /** A formula; its few English words are translated. */
  String formula(String formula) {
    return PageWords.formula(locale, formula);
  }

  String text(String key, Object... values) {
    return PageWords.text(locale, key, values);
  }
}
