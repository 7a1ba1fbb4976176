package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an expression, each after its operands. The same part is there once, however often
 * it was written.
 */
final class Terms {
  static final String NUMBER = "number";
  static final String NAME = "name";
  private static final Set<String> INFIX = Set.of("+", "-", "*", "/", "^");
  private static final int LONGEST = 40;

  /**
   * A part.
   *
   * @param sign an operator, the name of a function, {@link #NUMBER} or {@link #NAME}
   * @param operands numbers of other parts
   * @param number of a number its value
   * @param name of a name itself; of a constant how it is written
   */
  record Term(String sign, List<Integer> operands, double number, String name) {}

  private final List<Term> all = new ArrayList<>();
  private final Map<Term, Integer> indices = new LinkedHashMap<>();
  private final Map<Integer, ExpressionException> lists = new HashMap<>();
  private final List<@Nullable String> written = new ArrayList<>(); // null where a name occurs

  /** What to say if a part, which takes a list of numbers, gets a single one. */
  void requireList(int i, ExpressionException otherwise) {
    lists.putIfAbsent(i, otherwise);
  }

  int size() {
    return all.size();
  }

  Term get(int i) {
    return all.get(i);
  }

  private int add(Term term) {
    Integer known = indices.putIfAbsent(term, all.size());
    if (known != null) {
      return known;
    }
    all.add(term);
    written.add(write(term));
    return all.size() - 1;
  }

  int number(double value, String written) {
    return add(new Term(NUMBER, List.of(), value, written));
  }

  int name(String name) {
    return add(new Term(NAME, List.of(), 0, name));
  }

  int apply(String sign, Integer... operands) {
    return add(new Term(sign, List.of(operands), 0, ""));
  }

  /** A number with its sign turned, or the negation of another part. */
  int negate(int operand) {
    Term term = all.get(operand);
    boolean digits =
        term.sign().equals(NUMBER) && Figures.number(term.number()).equals(term.name());
    return digits ? number(-term.number(), Figures.number(-term.number())) : apply("neg", operand);
  }

  /** True if no name occurs in a part. */
  boolean isConstant(int i) {
    return written.get(i) != null;
  }

  /** All names in the order in which they were first written. */
  List<String> names() {
    return all.stream().filter(t -> t.sign().equals(NAME)).map(Term::name).toList();
  }

  /** How a constant part is written, such as {@code 1 / 3}; shortened where it is long. */
  String written(int i) {
    return String.valueOf(written.get(i));
  }

  private @Nullable String write(Term term) {
    if (term.sign().equals(NAME)) {
      return null;
    }
    if (term.operands().isEmpty()) {
      return term.name();
    }
    List<String> parts = new ArrayList<>();
    for (int operand : term.operands()) {
      String part = written.get(operand);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    String text = joined(term.sign(), parts);
    return text.length() > LONGEST ? "…" : text;
  }

  private static String joined(String sign, List<String> parts) {
    String first = bracketed(parts.getFirst());
    String last = bracketed(parts.getLast());
    if (sign.equals("^")) {
      return first + "^" + last;
    }
    if (INFIX.contains(sign)) {
      return first + " " + sign.replace('*', '·').replace('-', '−') + " " + last;
    }
    return sign.equals("neg") ? "−" + first : sign + "(" + String.join(", ", parts) + ")";
  }

  private static String bracketed(String text) {
    boolean compound = text.contains(" ") && !text.endsWith(")") || text.startsWith("−");
    return compound ? "(" + text + ")" : text;
  }

  /** The numbers of all parts, from those of the names. */
  List<Tensor> evaluate(Map<String, Tensor> inputs) {
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ExpressionException otherwise = lists.get(i);
      if (otherwise != null && values.get(all.get(i).operands().getFirst()).shape().rank() == 0) {
        throw otherwise;
      }
      values.add(value(all.get(i), values, inputs));
    }
    return values;
  }

  private Tensor value(Term term, List<Tensor> values, Map<String, Tensor> inputs) {
    List<Tensor> operands = term.operands().stream().map(values::get).toList();
    return switch (term.sign()) {
      case NUMBER -> Tensor.scalar(term.number());
      case NAME -> input(term.name(), inputs);
      case "+" -> operands.getFirst().add(operands.getLast());
      case "-" -> operands.getFirst().sub(operands.getLast());
      case "*" -> operands.getFirst().mul(operands.getLast());
      case "/" -> operands.getFirst().div(operands.getLast());
      case "neg" -> operands.getFirst().neg();
      case "^", "pow" -> power(operands.getFirst(), operands.getLast(), term.operands().getLast());
      default -> function(term, operands);
    };
  }

  private Tensor power(Tensor base, Tensor exponent, int index) {
    return isConstant(index) && exponent.size() == 1
        ? base.pow(exponent.item())
        : base.pow(exponent);
  }

  private static Tensor function(Term term, List<Tensor> operands) {
    Functions.Known function = Functions.named(term.sign());
    if (function == null) {
      throw new IllegalStateException("[explain] no function " + term.sign());
    }
    double[] numbers =
        operands.stream().skip(function.arguments()).mapToDouble(Tensor::item).toArray();
    return function.body().of(operands.subList(0, function.arguments()), numbers);
  }

  private static Tensor input(String name, Map<String, Tensor> inputs) {
    @Nullable Tensor value = inputs.get(name);
    if (value == null) {
      throw new IllegalStateException("[explain] no value for " + name);
    }
    return value;
  }
}
