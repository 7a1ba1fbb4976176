package org.jacobi.learn.explain;

import java.util.Map;
import org.jacobi.tensor.Op;

/** What stands in the circle of an operation. */
final class Symbols {
  private static final Map<String, String> SIGNS =
      Map.of(
          "add", "+", "sub", "−", "mul", "×", "div", "÷", "neg", "−", "matmul", "·", "sum", "Σ",
          "sqrt", "√", "abs", "|x|");

  private Symbols() {}

  static String of(Op op) {
    if (op.name().equals("pow")) {
      String text = op.formula().text();
      return text.substring(text.indexOf('=') + 2); // x², or aᵇ
    }
    return SIGNS.getOrDefault(op.name(), op.name());
  }
}
