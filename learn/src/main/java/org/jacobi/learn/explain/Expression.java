package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jacobi.tensor.Tensor;

/**
 * An expression that a person typed, such as {@code (a * f(b)) ^ 2 + sin(x^2 + 2)}, with the values
 * of its names. It is computed in F64.
 *
 * <p>There are numbers, names, the constants pi and e, + − * / ^, brackets, functions of {@link
 * Tensor} by their names, and functions that the user defines. ^ goes from right to left and binds
 * tighter than a sign before it: −x^2 is −(x^2). A part that was written twice is computed once.
 *
 * <pre>{@code
 * var at = Expression.values(List.of("x=1.5,a=2,b=0.3"));
 * var expression = Expression.parse("(a * f(b)) ^ 2 + sin(x^2 + 2)", List.of("f=sigmoid"), at);
 * Explanation explanation = expression.explain(1);
 * }</pre>
 */
public final class Expression {
  private static final Pattern DEFINITION =
      Pattern.compile(
          "\\s*([\\p{L}_][\\p{L}\\p{Nd}_]*)\\s*(?:\\(([^()]*)\\))?\\s*=(.*)", Pattern.DOTALL);
  private static final Set<String> CONSTANTS = Set.of("pi", "π", "e");
  private static final List<String> RESULTS = List.of("y", "z", "f", "r", "result", "y_");

  private final String title;
  private final Terms terms;
  private final int root;
  private final Map<String, double[]> at;

  private Expression(String title, Terms terms, int root, Map<String, double[]> at) {
    this.title = title;
    this.terms = terms;
    this.root = root;
    this.at = at;
  }

  /**
   * Reads an expression.
   *
   * @param definitions such as {@code f=sigmoid} or {@code f(x)=x^2+1}
   * @param at the values of its names
   * @throws ExpressionException if it cannot be understood; says where
   * @throws IllegalArgumentException if a name has no value, or a value no name
   */
  public static Expression parse(String text, List<String> definitions, Map<String, double[]> at) {
    var shared = new ExpressionParser.Shared(definitions(definitions), at.keySet());
    int root = ExpressionParser.parse(text, shared);
    requireNames(shared.terms.names(), at.keySet());
    Set<String> unused = new TreeSet<>(shared.definitions.keySet());
    unused.removeAll(shared.used);
    if (!unused.isEmpty()) {
      throw refused("def.idle", String.join(", ", unused));
    }
    String with =
        definitions.isEmpty()
            ? ""
            : say(
                "title.with",
                definitions.stream().map(String::strip).collect(Collectors.joining(", ")));
    return new Expression(text.strip() + with, shared.terms, root, at);
  }

  private static void requireNames(List<String> used, Set<String> given) {
    Set<String> missing = new TreeSet<>(used);
    missing.removeAll(given);
    String known = given.isEmpty() ? say("none") : String.join(", ", given);
    if (!missing.isEmpty()) {
      String example = missing.stream().map(n -> n + "=1.5").collect(Collectors.joining(","));
      String near = ExpressionParser.near(missing.iterator().next(), given);
      throw refused("missing", String.join(", ", missing), known, near, example);
    }
    if (used.isEmpty()) {
      throw refused("no.names");
    }
    Set<String> idle = new TreeSet<>(given);
    used.forEach(idle::remove);
    if (!idle.isEmpty()) {
      throw refused("idle", String.join(", ", idle), String.join(", ", used));
    }
  }

  private static String say(String key, Object... values) {
    return Words.text(Locale.getDefault(), key, values);
  }

  private static IllegalArgumentException refused(String key, Object... values) {
    return new IllegalArgumentException(say("error." + key, values));
  }

  private static Map<String, ExpressionParser.Definition> definitions(List<String> texts) {
    Map<String, ExpressionParser.Definition> all = new TreeMap<>();
    for (String text : texts) {
      Matcher matcher = DEFINITION.matcher(text);
      if (!matcher.matches()) {
        throw refused("def", text);
      }
      String name = matcher.group(1);
      if (Functions.named(name) != null || CONSTANTS.contains(name) || all.containsKey(name)) {
        throw refused("def.taken", name);
      }
      List<String> parameters = new ArrayList<>();
      if (matcher.group(2) != null) {
        for (String parameter : matcher.group(2).split(",", -1)) {
          if (!ExpressionParser.isName(parameter.strip())) {
            throw refused("def", text);
          }
          parameters.add(parameter.strip());
        }
      } else if (!ExpressionParser.isName(matcher.group(3).strip())) {
        throw refused("def.body", text, name, matcher.group(3).strip());
      }
      all.put(name, new ExpressionParser.Definition(text, matcher.start(3), parameters));
    }
    return all;
  }

  // ---- values ----

  /**
   * Values of names: {@code x=1.5,a=pi/2} or {@code x=[1,2,3]}.
   *
   * @throws IllegalArgumentException if a text has another form
   */
  public static Map<String, double[]> values(List<String> texts) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String text : texts) {
      for (String part : parts(text)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? "" : part.substring(0, equals).strip();
        if (!ExpressionParser.isName(name)) {
          throw refused("at", part.strip());
        }
        if (CONSTANTS.contains(name) || Functions.named(name) != null) {
          throw refused("at.taken", name);
        }
        if (values.put(name, numbers(name, part.substring(equals + 1).strip())) != null) {
          throw refused("at.twice", name);
        }
      }
    }
    return values;
  }

  /** The parts between commas that stand outside of all brackets. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      if (depth == 0 && (c == ',' || c == '，')) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static double[] numbers(String name, String text) {
    if (!text.startsWith("[")) {
      return new double[] {number(name, text)};
    }
    if (!text.endsWith("]") || text.length() < 3) {
      throw refused("at", name + "=" + text);
    }
    return parts(text.substring(1, text.length() - 1)).stream()
        .mapToDouble(part -> number(name, part.strip()))
        .toArray();
  }

  private static double number(String name, String text) {
    var shared = new ExpressionParser.Shared(Map.of(), Set.of());
    int root = ExpressionParser.parse(text, shared);
    if (!shared.terms.names().isEmpty()) {
      throw refused("at", name + "=" + text);
    }
    double value = shared.terms.evaluate(Map.of()).get(root).item();
    if (!Double.isFinite(value)) {
      throw refused("at.finite", name, text, Figures.number(value));
    }
    return value;
  }

  // ---- explaining ----

  /**
   * Computes it and walks back. A result of several numbers is summed, and the title says so.
   *
   * @param order 1, or 2 for second derivatives too
   * @throws IllegalArgumentException if the values do not fit each other, or the order is another
   * @throws UnsupportedOperationException if an operation in it has no second derivative
   */
  public Explanation explain(int order) {
    if (order != 1 && order != 2) {
      throw refused("which.order", order);
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String name : terms.names()) {
      double[] numbers = at.get(name);
      if (numbers == null) {
        throw new IllegalStateException("[explain] no value for " + name);
      }
      boolean vector = numbers.length > 1;
      inputs.put(name, (vector ? Tensor.of(numbers) : Tensor.scalar(numbers[0])).requireGrad());
    }
    List<Tensor> values = terms.evaluate(inputs);
    Tensor result = values.get(root);
    String label = RESULTS.stream().filter(r -> !at.containsKey(r)).findFirst().orElse("result");
    String summed = "";
    if (result.size() > 1) {
      summed = say("title.summed", result.size(), label);
      result = result.sumKeep();
    }
    var names = new GraphNames(label + " = " + title + summed);
    for (String name : at.keySet()) { // in the order in which the values were given
      Tensor input = inputs.get(name);
      if (input != null) {
        names.name(input, name);
      }
    }
    for (int i = 0; i < values.size(); i++) {
      if (terms.isConstant(i)) {
        names.name(values.get(i), terms.written(i));
      }
    }
    if (result.op() != null) {
      names.name(result, label);
    }
    return order == 1
        ? Explain.of(result, names)
        : Explain.ofSecondOrder(result, names, inputs.values().toArray(Tensor[]::new));
  }
}
