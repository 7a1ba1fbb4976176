package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jspecify.annotations.Nullable;

/** What all parts of a page ask about its graph: neighbours, and names for what has none. */
final class PageModel {
  private static final Pattern OPERAND =
      Pattern.compile("^(?:∂\\p{L}+/∂|gradient of )([A-Za-z]\\p{Lm}?)");

  private static final Pattern LABEL =
      Pattern.compile("(?<![\\p{L}\\d])\\p{L}\\d{1,4}(?![\\p{L}\\d&&[^\\p{Lm}]])");
  private static final Pattern INDEXED = Pattern.compile("(\\p{L})(\\d{1,4})");

  private static final Set<String> SIGNS = Set.of("+", "−", "-", "×", "·", "/", "÷");
  private static final Pattern FUNCTION = Pattern.compile("[a-z]{2,7}");

  private final Explanation graph;
  private final Locale locale;
  private final List<List<Integer>> into = new ArrayList<>();
  private final List<List<Integer>> outOf = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Fills names into formulas, where the graph has names for all operations. */
  private @Nullable Wording wording;

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

  /**
   * What the graph calls them; where it calls operations by what they do, the result is L, as a
   * loss, and the others are v₁, v₂ …, unless an input has that name.
   */
  private void nameAll() {
    List<Node> operations =
        graph.nodes().stream().filter(node -> node.kind() == Kind.OPERATION).toList();
    if (operations.stream().noneMatch(node -> node.label().equals(node.name()))) {
      graph
          .nodes()
          .forEach(node -> names.add(node.isOperation() ? withIndex(node.label()) : node.name()));
      wording = new Wording(graph, locale);
      return;
    }
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

  /** Such as v₁ for v1. */
  private static String withIndex(String label) {
    Matcher indexed = INDEXED.matcher(label);
    return indexed.matches()
        ? indexed.group(1) + PageNumbers.index(Integer.parseInt(indexed.group(2)))
        : label;
  }

  /** The same in a formula, for each operation that it names. */
  private String withIndices(String formula) {
    return LABEL
        .matcher(formula)
        .replaceAll(label ->
            graph.nodes().stream().anyMatch(n -> n.isOperation() && n.label().equals(label.group()))
                ? withIndex(label.group())
                : Matcher.quoteReplacement(label.group()));
  }

  /** True if formulas have the names of this graph, and not x, a, b for operands, y and u. */
  boolean hasOwnNames() {
    return wording != null;
  }

  /** What flows back along an edge, such as {@code ∂L/∂v₂ ⊙ ∂v₂/∂x}. */
  String term(int e) {
    Wording words = wording;
    return words == null
        ? "u · " + derivativeInWords(e).split(" = ", 2)[0]
        : withIndices(words.term(edge(e)));
  }

  /** What an operation computes, in the names of this graph where it has some. */
  String computes(int i) {
    Wording words = wording;
    var formula = node(i).formula();
    if (formula == null) {
      return node(i).name();
    }
    return words == null ? formula(formula.text()) : withIndices(words.forward(i));
  }

  private static String free(Set<String> taken, String... names) {
    return Stream.of(names).filter(name -> !taken.contains(name)).findFirst().orElse("L″");
  }

  /** The second derivatives, with a head; nothing but that where none were asked for. */
  List<String[]> seconds() {
    return SecondsTable.of(graph, this::name, PageNumbers::text);
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

  /** The values that an operation computes with, as {@link #computes} names them. */
  String given(int i) {
    if (wording == null) {
      return operands(i);
    }
    return into.get(i).stream()
        .map(e -> edge(e).from())
        .filter(from -> !name(from).equals(value(from)))
        .map(from -> name(from) + " = " + value(from))
        .distinct()
        .collect(Collectors.joining(text("comma")));
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

  /**
   * The local derivative in words, such as {@code ∂y/∂a = b}, in the names of this graph where it
   * has some.
   */
  String derivativeInWords(int e) {
    var derivative = edge(e).derivative();
    Wording words = wording;
    if (derivative == null) {
      return "";
    }
    return words == null ? formula(derivative.text()) : withIndices(words.derivative(edge(e)));
  }

  /** The local derivative in words and numbers: {@code ∂y/∂a = b = 2}. */
  String derivative(int e) {
    Edge edge = edge(e);
    String words = derivativeInWords(e);
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
