package org.jacobi.learn.explain;

import java.util.Locale;

/** The forms in which an explanation can be read. */
public enum ExplainForm {
  /** Tables for a terminal. */
  TEXT,
  /** The derivation line by line, as {@code align*} of amsmath. */
  LATEX,
  /** The graph for Graphviz, without steps and second derivatives. */
  DOT,
  /** The graph for Mermaid, without steps and second derivatives. */
  MERMAID,
  /**
   * One object with all numbers. Keys: {@code title}, {@code result}, {@code nodes} ({@code number,
   * label, kind, name, symbol, formula, latex, layer, dtype, shape, value, gradient, shared}),
   * {@code edges} ({@code from, to, operand, derivative, latex, local, contribution}), and where
   * there are any {@code steps}, {@code second}, {@code troubles}.
   */
  JSON;

  /**
   * Writes an explanation in this form. A graph of more than {@link Explanation#MOST_NODES} nodes
   * is summed up by layer in a text, with the gradients of its leaves, and is whole in JSON.
   *
   * @param locale Chinese for Chinese, else English
   * @throws IllegalArgumentException if it is to be drawn or derived, and has more nodes than that
   */
  public String of(Explanation explanation, Locale locale) {
    if (this != TEXT && this != JSON) {
      requireDrawable(explanation, locale);
    }
    return switch (this) {
      case TEXT -> TextForm.of(explanation, locale);
      case LATEX -> LatexForm.of(explanation, locale);
      case DOT -> GraphForms.dot(explanation, locale);
      case MERMAID -> GraphForms.mermaid(explanation, locale);
      case JSON -> JsonForm.of(explanation, locale);
    };
  }

  /**
   * Refuses a graph that is too large to be drawn.
   *
   * @throws IllegalArgumentException says how large it is, and what shows it instead
   */
  public static void requireDrawable(Explanation explanation, Locale locale) {
    if (explanation.nodes().size() > Explanation.MOST_NODES) {
      throw new IllegalArgumentException(
          "[explain] "
              + LayerSummary.tooLarge(explanation, locale)
              + Words.text(locale, "summary.instead"));
    }
  }
}
