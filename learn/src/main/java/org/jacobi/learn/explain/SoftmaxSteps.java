package org.jacobi.learn.explain;

import java.util.List;
import org.jacobi.learn.explain.Explanation.Step;

/** Why the gradient of softmax with cross entropy is a − y, line by line. */
final class SoftmaxSteps {
  private static final List<Step> ROW = template("", "", "⟨a⟩ⱼ − ⟨y⟩ⱼ", "⟨a⟩_j - ⟨y⟩_j");
  private static final List<Step> BATCH =
      template("1/m · ", "\\frac{1}{m} ", "(⟨a⟩ⱼ − ⟨y⟩ⱼ) / m", "\\frac{⟨a⟩_j - ⟨y⟩_j}{m}");

  private SoftmaxSteps() {}

  /** For each row, by the names that its scores, its target and its loss have in a graph. */
  static List<Step> ofRow(Explanation explanation, int loss) {
    String scores = label(explanation, loss, 0);
    String target = label(explanation, loss, 1);
    String result = explanation.nodes().get(loss).label();
    return named(ROW, result, scores, target, Letters.free(explanation, "a"));
  }

  private static String label(Explanation explanation, int loss, int operand) {
    return explanation.nodes().get(explanation.operands(loss).get(operand).from()).label();
  }

  /** For the mean over m rows. */
  static List<Step> ofBatch() {
    return named(BATCH, "L", "x", "y", "a");
  }

  private static List<Step> named(
      List<Step> steps, String loss, String scores, String target, String answer) {
    List<String> places = List.of("⟨L⟩", "⟨x⟩", "⟨y⟩", "⟨a⟩");
    List<String> names = List.of(loss, scores, target, answer);
    return steps.stream()
        .map(step -> {
          int left = "∂/∂ⱼ".length() + loss.length() + scores.length();
          String text = step.text().replace("⟨ ⟩", " ".repeat(left));
          String latex = step.latex();
          for (int i = 0; i < names.size(); i++) {
            text = text.replace(places.get(i), names.get(i));
            String name = LatexForm.name(names.get(i));
            String indexed = name.length() > 1 ? "{" + name + "}_" : name + "_";
            latex = latex.replace(places.get(i) + "_", indexed).replace(places.get(i), name);
          }
          return new Step(text, latex);
        })
        .toList();
  }

  private static List<Step> template(
      String factor, String latexFactor, String answer, String latexAnswer) {
    return List.of(
        new Step("⟨a⟩ᵢ = exp ⟨x⟩ᵢ / Σₖ exp ⟨x⟩ₖ", "⟨a⟩_i &= \\frac{e^{⟨x⟩_i}}{\\sum_k e^{⟨x⟩_k}}"),
        new Step(
            "⟨L⟩ = −" + factor + "Σᵢ ⟨y⟩ᵢ · log ⟨a⟩ᵢ",
            "⟨L⟩ &= -" + latexFactor + "\\sum_i ⟨y⟩_i \\log ⟨a⟩_i"),
        new Step(
            "∂⟨L⟩/∂⟨a⟩ᵢ = −" + factor + "⟨y⟩ᵢ / ⟨a⟩ᵢ",
            "\\frac{\\partial ⟨L⟩}{\\partial ⟨a⟩_i} &= -" + latexFactor + "\\frac{⟨y⟩_i}{⟨a⟩_i}"),
        new Step(
            "∂⟨a⟩ᵢ/∂⟨x⟩ⱼ = ⟨a⟩ᵢ · ([i = j] − ⟨a⟩ⱼ)",
            "\\frac{\\partial ⟨a⟩_i}{\\partial ⟨x⟩_j} &= ⟨a⟩_i \\left([i = j] - ⟨a⟩_j\\right)"),
        new Step(
            "∂⟨L⟩/∂⟨x⟩ⱼ = Σᵢ ∂⟨L⟩/∂⟨a⟩ᵢ · ∂⟨a⟩ᵢ/∂⟨x⟩ⱼ",
            "\\frac{\\partial ⟨L⟩}{\\partial ⟨x⟩_j} &= \\sum_i \\frac{\\partial ⟨L⟩}{\\partial ⟨a⟩_i}"
                + " \\frac{\\partial ⟨a⟩_i}{\\partial ⟨x⟩_j}"),
        new Step(
            "⟨ ⟩ = −" + factor + "Σᵢ ⟨y⟩ᵢ / ⟨a⟩ᵢ · ⟨a⟩ᵢ · ([i = j] − ⟨a⟩ⱼ)",
            "&= -"
                + latexFactor
                + "\\sum_i \\frac{⟨y⟩_i}{⟨a⟩_i} ⟨a⟩_i \\left([i = j] - ⟨a⟩_j\\right)"),
        new Step(
            "⟨ ⟩ = −" + factor + "(⟨y⟩ⱼ − ⟨a⟩ⱼ · Σᵢ ⟨y⟩ᵢ)",
            "&= -" + latexFactor + "\\left(⟨y⟩_j - ⟨a⟩_j \\sum_i ⟨y⟩_i\\right)"),
        new Step(
            "⟨ ⟩ = " + answer + ",   Σᵢ ⟨y⟩ᵢ = 1",
            "&= " + latexAnswer + ", \\qquad \\sum_i ⟨y⟩_i = 1"));
  }
}
