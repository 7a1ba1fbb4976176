package org.jacobi.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The mathematics of an operation as text: what it computes, and its local derivatives, which the
 * upstream gradient u is multiplied with. Inputs are called x, or a and b; the output y.
 *
 * @param text the formula in Unicode, such as {@code y = a · b}
 * @param latex the same in LaTeX, without dollar signs
 * @param derivatives a derivative for each input that has one
 */
public record Formula(String text, String latex, List<Derivative> derivatives) {
  /**
   * A local derivative.
   *
   * @param text in Unicode, such as {@code ∂y/∂a = b}
   * @param latex in LaTeX
   */
  public record Derivative(String text, String latex) {}

  /** Copies the list. */
  public Formula {
    derivatives = List.copyOf(derivatives);
  }

  /** A formula without derivatives yet; {@link #derivative} adds them. */
  public static Formula of(String text, String latex) {
    return new Formula(text, latex, List.of());
  }

  /** This formula with the derivative for the next input. */
  public Formula derivative(String text, String latex) {
    var longer = new ArrayList<>(derivatives);
    longer.add(new Derivative(text, latex));
    return new Formula(this.text, this.latex, longer);
  }
}
