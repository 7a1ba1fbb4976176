package org.jacobi.learn.explain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The functions that an expression may use. */
final class Functions {
  /**
   * A function.
   *
   * @param name as {@link Tensor} has it
   * @param arguments how many tensors it takes
   * @param constants how many numbers it takes behind them
   */
  record Known(String name, int arguments, int constants, Body body) {
    int arity() {
      return arguments + constants;
    }
  }

  /** What it computes from tensors and from numbers. */
  @FunctionalInterface
  interface Body {
    Tensor of(List<Tensor> tensors, double[] numbers);
  }

  /** Those that take a list of numbers, and no single one. */
  static final Set<String> OF_LISTS = Set.of("softmax", "logSoftmax");

  private static final Map<String, Known> ALL = new TreeMap<>();

  static {
    unary("sin", Tensor::sin);
    unary("cos", Tensor::cos);
    unary("exp", Tensor::exp);
    unary("log", Tensor::log);
    alias("ln", "log");
    unary("sqrt", Tensor::sqrt);
    unary("square", Tensor::square);
    unary("neg", Tensor::neg);
    unary("abs", Tensor::abs);
    unary("sign", Tensor::sign);
    unary("erf", Tensor::erf);
    unary("relu", Tensor::relu);
    unary("sigmoid", Tensor::sigmoid);
    unary("tanh", Tensor::tanh);
    unary("softplus", Tensor::softplus);
    unary("gelu", Tensor::gelu);
    unary("geluTanh", Tensor::geluTanh);
    unary("silu", Tensor::silu);
    unary("sum", Tensor::sumKeep);
    unary("softmax", x -> x.softmax(-1));
    unary("logSoftmax", x -> x.logSoftmax(-1));
    binary("maximum", Tensor::maximum);
    alias("max", "maximum");
    binary("minimum", Tensor::minimum);
    alias("min", "minimum");
    binary("pow", Tensor::pow);
    put(new Known("leakyRelu", 1, 1, (x, p) -> x.getFirst().leakyRelu(p[0])));
    put(new Known("elu", 1, 1, (x, p) -> x.getFirst().elu(p[0])));
    put(new Known("clamp", 1, 2, (x, p) -> x.getFirst().clamp(p[0], p[1])));
  }

  private Functions() {}

  private static void put(Known function) {
    ALL.put(function.name(), function);
  }

  private static void unary(String name, UnaryOperator<Tensor> function) {
    put(new Known(name, 1, 0, (x, p) -> function.apply(x.getFirst())));
  }

  private static void binary(String name, BinaryOperator<Tensor> function) {
    put(new Known(name, 2, 0, (x, p) -> function.apply(x.getFirst(), x.getLast())));
  }

  private static void alias(String other, String name) {
    Known known = ALL.get(name);
    if (known != null) {
      ALL.put(other, known);
    }
  }

  /** The function of this name, or null; large and small letters and _ make no difference. */
  static @Nullable Known named(String name) {
    Known exact = ALL.get(name);
    if (exact != null) {
      return exact;
    }
    String plain = plain(name);
    return ALL.entrySet().stream()
        .filter(entry -> plain(entry.getKey()).equals(plain))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** All names in alphabetical order. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }
}
