package org.jacobi.learn.explain;

import java.util.Map;
import org.jacobi.tensor.Op;

/** What stands in the circle of an operation. */
final class Symbols {
  private static final Map<String, String> SIGNS =
      Map.of(
          "add", "+", "sub", "−", "mul", "×", "div", "÷", "neg", "−", "matmul", "·", "sum", "Σ",
          "sqrt", "√", "abs", "|·|");

  private Symbols() {}

  static String of(Op op) {
    if (op.name().equals("pow")) {
      String text = op.formula().text();
      String power = text.substring(text.indexOf('=') + 2); // x², or aᵇ of two operands
      return power.startsWith("x") ? "(·)" + power.substring(1) : "^"; // x may be another node
    }
    return SIGNS.getOrDefault(op.name(), op.name());
  }
}
