package org.jacobi.learn.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jacobi.array.Shape;

/** Numbers and arrays as people read them: six digits at most, long arrays shortened. */
final class Figures {
  private static final int DIGITS = 6;
  private static final int DIGITS_IN_ARRAYS = 4;
  private static final int LARGE = 7;
  private static final int SMALL = -4;
  private static final int WHOLE = 6;
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;
  private static final int LATEX_ROWS = 6;

  private Figures() {}

  /** Such as {@code 0.3}, {@code −1.5e-7} or {@code ∞}. */
  static String number(double value) {
    return number(value, DIGITS);
  }

  private static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }
    var rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (rounded.signum() == 0) {
      return "0";
    }
    if (exponent >= SMALL && exponent < LARGE) {
      return rounded.toPlainString().replace('-', '−');
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString().replace('-', '−');
    return mantissa + "e" + exponent;
  }

  /** The same as a factor of a product: a negative number in brackets. */
  static String factor(double value) {
    String text = number(value);
    return text.startsWith("−") ? "(" + text + ")" : text;
  }

  /** Such as {@code 1.5 − 0.5 + 2}. */
  static String sum(List<Double> parts) {
    var text = new StringBuilder();
    for (double part : parts) {
      boolean minus = part < 0 && !text.isEmpty();
      text.append(text.isEmpty() ? "" : minus ? " − " : " + ");
      text.append(number(minus ? -part : part));
    }
    return text.toString();
  }

  /** Such as {@code 0.3}, {@code [1, 2, 3, …]} or {@code [[1, 2, …], [3, 4, …], …]}. */
  static String array(double[] numbers, Shape shape) {
    return numbers.length == 1
        ? number(numbers[0])
        : array(numbers, shape, v -> number(v, DIGITS_IN_ARRAYS));
  }

  /** The same with a form for the numbers of its own. */
  static String array(double[] numbers, Shape shape, DoubleFunction<String> form) {
    int rows = shape.rank() == 1 ? 1 : Math.toIntExact(shape.size() / Math.max(1, shape.dim(-1)));
    int columns = shape.dim(-1);
    boolean whole = numbers.length <= WHOLE;
    var text = new StringBuilder();
    for (int i = 0; i < (whole ? rows : Math.min(rows, ROWS)); i++) {
      text.append(i == 0 ? "[" : ", [");
      int shown = whole ? columns : Math.min(columns, COLUMNS);
      for (int j = 0; j < shown; j++) {
        text.append(j == 0 ? "" : ", ").append(form.apply(numbers[i * columns + j]));
      }
      text.append(shown < columns ? ", …]" : "]");
    }
    boolean cut = !whole && rows > ROWS;
    return shape.rank() == 1 ? text.toString() : "[" + text + (cut ? ", …]" : "]");
  }

  /** In LaTeX: a number, a matrix, or where it is too large for that its space. */
  static String latex(double[] numbers, Shape shape) {
    if (numbers.length == 1) {
      return latexNumber(numbers[0]);
    }
    int columns = shape.dim(-1);
    int rows = Math.toIntExact(shape.size() / Math.max(1, columns));
    if (rows > LATEX_ROWS || columns > LATEX_ROWS || shape.rank() > 2) {
      String[] axes = shape.toString().replaceAll("[()]", "").split(" × ", -1);
      return "\\dots \\in \\mathbb{R}^{" + String.join(" \\times ", axes) + "}";
    }
    var text = new StringBuilder("\\begin{pmatrix} ");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        text.append(j == 0 ? "" : " & ")
            .append(latexNumber(numbers[i * columns + j], DIGITS_IN_ARRAYS));
      }
      text.append(i < rows - 1 ? " \\\\ " : " ");
    }
    return text.append("\\end{pmatrix}").toString();
  }

  /** Such as {@code -1.5 \cdot 10^{-7}}. */
  static String latexNumber(double value) {
    return latexNumber(value, DIGITS);
  }

  private static String latexNumber(double value, int digits) {
    String text =
        number(value, digits)
            .replace('−', '-')
            .replace("∞", "\\infty")
            .replace("NaN", "\\text{NaN}");
    int e = text.indexOf('e');
    return e < 0 || text.startsWith("\\")
        ? text
        : text.substring(0, e) + " \\cdot 10^{" + text.substring(e + 1) + "}";
  }

  /** Such as {@code (3 × 4)}; {@code scalar} for a number. */
  static String shape(Shape shape, String scalar) {
    return shape.rank() == 0 ? scalar : shape.toString();
  }
}
