package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = x where x &gt; 0, else α · (eˣ − 1), element by element.
 *
 * <p>Shapes: any, the output like the input. No parameters. Default: α = 1.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(784, 256), new ELU(), new Linear(256, 10));
 * }</pre>
 *
 * <p>Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by
 * exponential linear units (ELUs)", 2016.
 */
public final class ELU extends SameShape {
  /** The default α. */
  public static final double ALPHA = 1;

  private final double alpha;

  /** With {@link #ALPHA}. */
  public ELU() {
    this(ALPHA);
  }

  /**
   * With another alpha.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public ELU(double alpha) {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("[ELU] the alpha must be finite, not " + alpha);
    }
    this.alpha = alpha;
  }

  /** The factor α for negative numbers, which the output approaches as −α. */
  public double alpha() {
    return alpha;
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.elu(alpha);
  }

  @Override
  public String toString() {
    return "ELU(" + Text.number(alpha) + ")";
  }
}
