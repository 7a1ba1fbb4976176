package org.jacobi.learn.explain;

import java.util.List;
import org.jacobi.learn.explain.Explanation.Step;

/** Why the gradient of softmax with cross entropy is a − y, line by line. */
final class SoftmaxSteps {
  private SoftmaxSteps() {}

  /** For one row. */
  static List<Step> ofRow() {
    return of("", "", "", "");
  }

  /** For the mean over m rows. */
  static List<Step> ofBatch() {
    return of("1/m · ", "\\frac{1}{m} ", " / m", "\\frac{a_j - y_j}{m}");
  }

  private static List<Step> of(String factor, String latexFactor, String part, String latexResult) {
    String result = latexResult.isEmpty() ? "a_j - y_j" : latexResult;
    String answer = part.isEmpty() ? "aⱼ − yⱼ" : "(aⱼ − yⱼ)" + part;
    return List.of(
        new Step("aᵢ = exp xᵢ / Σₖ exp xₖ", "a_i &= \\frac{e^{x_i}}{\\sum_k e^{x_k}}"),
        new Step(
            "L = −" + factor + "Σᵢ yᵢ · log aᵢ", "L &= -" + latexFactor + "\\sum_i y_i \\log a_i"),
        new Step(
            "∂L/∂aᵢ = −" + factor + "yᵢ / aᵢ",
            "\\frac{\\partial L}{\\partial a_i} &= -" + latexFactor + "\\frac{y_i}{a_i}"),
        new Step(
            "∂aᵢ/∂xⱼ = aᵢ · ([i = j] − aⱼ)",
            "\\frac{\\partial a_i}{\\partial x_j} &= a_i \\left([i = j] - a_j\\right)"),
        new Step(
            "∂L/∂xⱼ = Σᵢ ∂L/∂aᵢ · ∂aᵢ/∂xⱼ",
            "\\frac{\\partial L}{\\partial x_j} &= \\sum_i \\frac{\\partial L}{\\partial a_i}"
                + " \\frac{\\partial a_i}{\\partial x_j}"),
        new Step(
            "       = −" + factor + "Σᵢ yᵢ / aᵢ · aᵢ · ([i = j] − aⱼ)",
            "&= -" + latexFactor + "\\sum_i \\frac{y_i}{a_i} a_i \\left([i = j] - a_j\\right)"),
        new Step(
            "       = −" + factor + "(yⱼ − aⱼ · Σᵢ yᵢ)",
            "&= -" + latexFactor + "\\left(y_j - a_j \\sum_i y_i\\right)"),
        new Step(
            "       = " + answer + ",   Σᵢ yᵢ = 1", "&= " + result + ", \\qquad \\sum_i y_i = 1"));
  }
}
