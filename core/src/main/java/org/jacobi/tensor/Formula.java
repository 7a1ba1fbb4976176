package org.jacobi.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The mathematics of an operation as text: what it computes, and its local derivatives, which the
 * upstream gradient u is multiplied with. Inputs are called x, or a and b, unless {@link #named}
 * says otherwise; the output y. A derivative has the form {@code ∂y/∂x = …}, or {@code gradient of
 * x = …} where it is no product with a number, but a rule for u.
 *
 * @param text the formula in Unicode, such as {@code y = a · b}
 * @param latex the same in LaTeX, without dollar signs
 * @param derivatives a derivative for each input, in their order; the last ones may be missing, of
 *     inputs that have none, and a single one stands for all
 * @param operands the letters of the inputs in the formula
 */
public record Formula(
    String text, String latex, List<Derivative> derivatives, List<String> operands) {
  private static final Pattern SECOND = Pattern.compile("(?<!\\p{L})b(?!\\p{L})|ᵇ");
  private static final int DIGITS = 6;
  private static final int LONGEST = 7;

  /**
   * A local derivative.
   *
   * @param text in Unicode, such as {@code ∂y/∂a = b}
   * @param latex in LaTeX
   */
  public record Derivative(String text, String latex) {}

  /** Copies the lists. */
  public Formula {
    derivatives = List.copyOf(derivatives);
    operands = List.copyOf(operands);
  }

  /** A formula without derivatives yet; {@link #derivative} adds them. */
  public static Formula of(String text, String latex) {
    boolean two = SECOND.matcher(text).find();
    return new Formula(text, latex, List.of(), two ? List.of("a", "b") : List.of("x"));
  }

  /** This formula with the derivative for the next input. */
  public Formula derivative(String text, String latex) {
    var longer = new ArrayList<>(derivatives);
    longer.add(new Derivative(text, latex));
    return new Formula(this.text, this.latex, longer, operands);
  }

  /** This formula with other letters for its inputs than x, or a and b. */
  public Formula named(String... letters) {
    return new Formula(text, latex, derivatives, List.of(letters));
  }

  // ---- constants of an operation, for its formula ----

  /** Such as {@code −0.5}: six digits at most. */
  static String number(double value) {
    return latexNumber(value).replace('-', '−');
  }

  /** The same with an ASCII minus. */
  static String latexNumber(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    var rounded = new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
    boolean plain = Math.abs(rounded.precision() - rounded.scale()) <= LONGEST;
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  /** The letter x with an exponent: x², x⁻¹, x^0.5; x and 1 for 1 and 0. */
  static String power(double exponent) {
    if (exponent == 0 || exponent == 1) {
      return exponent == 0 ? "1" : "x";
    }
    String number = number(exponent);
    if (exponent != Math.rint(exponent) || number.length() > LONGEST) {
      return exponent < 0 ? "x^(" + number + ")" : "x^" + number;
    }
    var raised = new StringBuilder("x");
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      raised.append(c == '−' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return raised.toString();
  }

  /** The same in LaTeX. */
  static String latexPower(double exponent) {
    return exponent == 0 ? "1" : exponent == 1 ? "x" : "x^{" + latexNumber(exponent) + "}";
  }
}
