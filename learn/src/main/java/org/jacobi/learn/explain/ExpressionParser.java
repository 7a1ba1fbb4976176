package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jacobi.array.Near;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression. From loose to tight: + and −, · and /, the sign, powers (from the right). A
 * function has its arguments in brackets.
 */
final class ExpressionParser {
  private static final int MOST_CHARACTERS = 10_000;
  private static final int MOST_TERMS = 20_000;
  private static final int DEEPEST = 150;
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** What the expression and all definitions in it share. */
  static final class Shared {
    final Terms terms = new Terms();
    final Map<String, Definition> definitions;
    final Set<String> values;
    final Map<List<Object>, Integer> calls = new HashMap<>();
    final Set<String> active = new HashSet<>();
    final Set<String> used = new HashSet<>();
    int depth;

    /**
     * For one expression.
     *
     * @param definitions functions of the user
     * @param values names that have a value
     */
    Shared(Map<String, Definition> definitions, Set<String> values) {
      this.definitions = definitions;
      this.values = values;
    }
  }

  private final String text;
  private final Shared shared;
  private final Map<String, Integer> parameters;
  private int at;

  private ExpressionParser(String text, int from, Shared shared, Map<String, Integer> parameters) {
    this.text = text;
    this.at = from;
    this.shared = shared;
    this.parameters = parameters;
  }

  /** Reads a whole expression; gives the number of its last part. */
  static int parse(String text, Shared shared) {
    if (text.length() > MOST_CHARACTERS) {
      var parser = new ExpressionParser(text.substring(0, 40) + "…", 0, shared, Map.of());
      throw parser.wrong(0, "long", text.length(), MOST_CHARACTERS);
    }
    return new ExpressionParser(text, 0, shared, Map.of()).whole();
  }

  private int whole() {
    int root = sum();
    skipBlanks();
    if (at < text.length()) {
      throw unexpected();
    }
    return root;
  }

  // ---- operators ----

  private int sum() {
    int left = product();
    for (char sign = sign("+-−"); sign != 0; sign = sign("+-−")) {
      int right = product();
      left = apply(sign == '+' ? "+" : "-", left, right);
    }
    return left;
  }

  private int product() {
    int left = signed();
    for (char sign = sign("*/·×÷"); sign != 0; sign = sign("*/·×÷")) {
      int right = signed();
      left = apply(sign == '/' || sign == '÷' ? "/" : "*", left, right);
    }
    return left;
  }

  private int signed() {
    char sign = sign("+-−");
    if (sign == 0) {
      return power();
    }
    deeper();
    int operand = signed();
    shared.depth--;
    return sign == '+' ? operand : shared.terms.negate(operand);
  }

  private int power() {
    int base = primary();
    skipBlanks();
    int digit = at < text.length() ? SUPERSCRIPTS.indexOf(text.charAt(at)) : -1;
    if (digit >= 0) {
      at++;
      return apply("^", base, shared.terms.number(digit, Integer.toString(digit)));
    }
    if (text.startsWith("**", at)) {
      at += 2;
    } else if (sign("^") == 0) {
      return base;
    }
    deeper();
    int exponent = signed();
    shared.depth--;
    return apply("^", base, exponent);
  }

  private int apply(String sign, Integer... operands) {
    if (shared.terms.size() > MOST_TERMS) {
      throw wrong(at, "parts", MOST_TERMS);
    }
    return shared.terms.apply(sign, operands);
  }

  private void deeper() {
    if (++shared.depth > DEEPEST) {
      throw wrong(at, "deep", DEEPEST);
    }
  }

  // ---- numbers, names, brackets ----

  private int primary() {
    skipBlanks();
    if (at == text.length()) {
      throw wrong(at, "end");
    }
    char c = text.charAt(at);
    if (c == '(') {
      return bracket();
    }
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (Character.isLetter(c) || c == '_') {
      return named();
    }
    throw unexpected();
  }

  private int bracket() {
    int open = at++;
    deeper();
    int inside = sum();
    shared.depth--;
    close(open);
    return inside;
  }

  private void close(int open) {
    skipBlanks();
    if (at == text.length()) {
      throw wrong(open, "open");
    }
    if (text.charAt(at) != ')') {
      throw unexpected();
    }
    at++;
  }

  private int number() {
    int from = at;
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    int end = at;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && "+-−".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      int exponent = at;
      digits();
      end = at > exponent ? at : end; // else the e is a name: 2e is 2 * e without the *
    }
    at = end;
    String digits = text.substring(from, end).replace('−', '-');
    if (digits.equals(".")) {
      throw wrong(from, "sign", digits);
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw wrong(from, "large", digits);
    }
    return shared.terms.number(value, Figures.number(value));
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isName(String text) {
    return text.matches("[\\p{L}_][\\p{L}\\p{Nd}_]*");
  }

  private int named() {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')
        && SUPERSCRIPTS.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(from, at);
    skipBlanks();
    boolean called = at < text.length() && text.charAt(at) == '(';
    Integer parameter = parameters.get(name);
    if (called && (parameter != null || shared.values.contains(name)) && !isFunction(name)) {
      throw wrong(at, "times", name + " * (…)");
    }
    if (called) {
      return call(name, from);
    }
    if (parameter != null) {
      return parameter;
    }
    if (name.equals("e")) {
      return shared.terms.number(Math.E, "e");
    }
    if (name.equals("pi") || name.equals("π")) {
      return shared.terms.number(Math.PI, "π");
    }
    if (isFunction(name)) {
      throw wrong(from, "function.bare", name);
    }
    return shared.terms.name(name);
  }

  private boolean isFunction(String name) {
    return shared.definitions.containsKey(name) || Functions.named(name) != null;
  }

  // ---- functions ----

  private int call(String name, int from) {
    int open = at++;
    deeper();
    List<Integer> arguments = new ArrayList<>();
    arguments.add(sum());
    while (sign(",，") != 0) {
      arguments.add(sum());
    }
    close(open);
    int result = call(name, arguments, from);
    shared.depth--;
    return result;
  }

  private int call(String name, List<Integer> arguments, int from) {
    Definition definition = shared.definitions.get(name);
    if (definition == null) {
      return known(name, arguments, from);
    }
    shared.used.add(name);
    List<Object> key = List.of(name, arguments);
    Integer done = shared.calls.get(key);
    if (done != null) {
      return done;
    }
    if (!shared.active.add(name)) {
      throw wrong(from, "recursive", name);
    }
    deeper();
    int result;
    if (definition.isAlias()) {
      result = call(definition.body(), arguments, from);
    } else {
      requireArity(name, definition.parameters().size(), arguments.size(), from);
      Map<String, Integer> bound = new HashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        bound.put(definition.parameters().get(i), arguments.get(i));
      }
      result = new ExpressionParser(definition.text(), definition.from(), shared, bound).whole();
    }
    shared.depth--;
    shared.active.remove(name);
    shared.calls.put(key, result);
    return result;
  }

  private int known(String name, List<Integer> arguments, int from) {
    Functions.@Nullable Known function = Functions.named(name);
    if (function == null) {
      Set<String> names = new TreeSet<>(Functions.names());
      names.addAll(shared.definitions.keySet());
      throw wrong(from, "function", name, near(name, names), String.join(", ", names));
    }
    requireArity(name, function.arity(), arguments.size(), from);
    for (int i = function.arguments(); i < arguments.size(); i++) {
      if (!shared.terms.isConstant(arguments.get(i))) {
        throw wrong(from, "argument", name, i + 1);
      }
    }
    int result = apply(function.name(), arguments.toArray(Integer[]::new));
    if (Functions.OF_LISTS.contains(function.name())) {
      shared.terms.requireList(result, wrong(from, "list", name));
    }
    return result;
  }

  static String near(String name, Set<String> names) {
    List<String> near = Near.names(name, names);
    return near.isEmpty()
        ? Words.text(Locale.getDefault(), "stop")
        : Words.text(Locale.getDefault(), "near", String.join(", ", near));
  }

  private void requireArity(String name, int wanted, int given, int from) {
    if (wanted != given) {
      throw wrong(from, "arity", name, wanted, given);
    }
  }

  // ---- reading ----

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** The next sign if it is one of these, else 0. */
  private char sign(String signs) {
    skipBlanks();
    boolean power = text.startsWith("**", at);
    if (at == text.length() || power || signs.indexOf(text.charAt(at)) < 0) {
      return 0;
    }
    return text.charAt(at++);
  }

  private ExpressionException unexpected() {
    char c = text.charAt(at);
    boolean value = Character.isLetterOrDigit(c) || c == '(' || c == '.' || c == '_';
    if (value) {
      return wrong(at, "adjacent");
    }
    if (c == ')') {
      return wrong(at, "close");
    }
    if (c == ',' || c == '，') {
      return wrong(at, "comma");
    }
    String sign = new String(Character.toChars(text.codePointAt(at)));
    return "+-−*/·×÷^=".contains(sign)
        ? wrong(at, c == '=' ? "equals" : "operand", sign)
        : wrong(at, "sign", sign);
  }

  private ExpressionException wrong(int place, String key, Object... values) {
    String what = Words.text(Locale.getDefault(), "error.expression." + key, values);
    String message = Words.text(Locale.getDefault(), "error.expression", place + 1, what);
    return new ExpressionException(message, text, place + 1);
  }

  /**
   * A function of the user's own.
   *
   * @param text the whole definition
   * @param from where in it its body begins
   * @param parameters none for another name of a function
   */
  record Definition(String text, int from, List<String> parameters) {
    boolean isAlias() {
      return parameters.isEmpty();
    }

    String body() {
      return text.substring(from).strip();
    }
  }
}
