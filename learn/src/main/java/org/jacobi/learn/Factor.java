package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * An array with the name and the shape that it has in a derivation. What is computed from factors
 * keeps, beside the numbers, the product as it is written and the shapes of all its factors:
 *
 * <pre>{@code
 * Factor delta = Factor.rows("(A2 − Y)", error).times(Factor.rows("A2(1 − A2)", slope));
 * Factor dw = Factor.rows("A1", a1).transpose().dot(delta).as("∂L/∂W2");
 * dw.formula(); // ∂L/∂W2 = A1ᵀ · ((A2 − Y) ⊙ A2(1 − A2))
 * dw.shapes();  // (4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)
 * }</pre>
 *
 * <p>Operations: {@link #dot}, the matrix product ·, and {@link #times}, element by element ⊙.
 */
public final class Factor {
  private final String text;
  private final String shapeText;
  private final int rowAxis;
  private final NDArray value;
  private final String name;
  private final boolean compound;

  /**
   * A factor.
   *
   * @param text the product as it is written
   * @param shapeText the shapes in its place
   * @param rowAxis the axis that counts the rows of the batch and is written m
   * @param name what the result is called; empty until {@link #as}
   * @param compound whether it needs brackets as a factor of a product
   */
  private Factor(
      String text, String shapeText, int rowAxis, NDArray value, String name, boolean compound) {
    this.text = text;
    this.shapeText = shapeText;
    this.rowAxis = rowAxis;
    this.value = value;
    this.name = name;
    this.compound = compound;
  }

  private static final int NO_AXIS = -1;

  /**
   * A matrix whose rows are those of the batch: (m, columns).
   *
   * @throws IllegalArgumentException if it is no matrix
   */
  public static Factor rows(String name, NDArray value) {
    return leaf(name, 0, value);
  }

  /**
   * A matrix of the network, such as a weight.
   *
   * @throws IllegalArgumentException if it is no matrix
   */
  public static Factor of(String name, NDArray value) {
    return leaf(name, NO_AXIS, value);
  }

  private static Factor leaf(String name, int rowAxis, NDArray value) {
    if (value.shape().rank() != 2) {
      throw new IllegalArgumentException(Words.error("factor", "matrix", value.shape()));
    }
    return new Factor(name, shape(value.shape(), rowAxis), rowAxis, value, "", false);
  }

  private static String shape(Shape shape, int rowAxis) {
    String rows = rowAxis == 0 ? "m" : Integer.toString(shape.dim(0));
    String columns = rowAxis == 1 ? "m" : Integer.toString(shape.dim(1));
    return "(" + rows + ", " + columns + ")";
  }

  /** The numbers. */
  public NDArray value() {
    return value;
  }

  private String bracketed(String written) {
    return compound ? "(" + written + ")" : written;
  }

  /** Rows and columns exchanged; its text is that of the factor with ᵀ. */
  public Factor transpose() {
    int axis = rowAxis == NO_AXIS ? NO_AXIS : 1 - rowAxis;
    NDArray turned = value.transpose();
    return new Factor(bracketed(text) + "ᵀ", shape(turned.shape(), axis), axis, turned, "", false);
  }

  /**
   * The matrix product of this factor and another.
   *
   * @throws IllegalArgumentException if the inner lengths differ
   */
  public Factor dot(Factor other) {
    NDArray product = Matrices.product(value, other.value);
    int axis = rowAxis == 0 ? 0 : other.rowAxis == 1 ? 1 : NO_AXIS;
    return joined(" · ", other, axis, product);
  }

  /**
   * This factor times another, element by element.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public Factor times(Factor other) {
    NDArray product = Matrices.combine(value, other.value, (a, b) -> a * b);
    return joined(" ⊙ ", other, rowAxis, product);
  }

  private Factor joined(String sign, Factor other, int axis, NDArray product) {
    return new Factor(
        bracketed(text) + sign + other.bracketed(other.text),
        bracketed(shapeText) + sign + other.bracketed(other.shapeText),
        axis,
        product,
        "",
        true);
  }

  /** The same, called by a name: the left side of its formula. */
  public Factor as(String itsName) {
    return new Factor(text, shapeText, rowAxis, value, itsName, compound);
  }

  /** Such as {@code ∂L/∂W2 = A1ᵀ · ((A2 − Y) ⊙ A2(1 − A2))}. */
  public String formula() {
    return name.isEmpty() ? text : name + " = " + text;
  }

  /** Such as {@code (4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)}. */
  public String shapes() {
    String own = shape(value.shape(), rowAxis);
    return compound ? shapeText + " → " + own : own;
  }

  /** The formula, and the shapes below it. */
  @Override
  public String toString() {
    return formula() + "\n  " + shapes();
  }
}
