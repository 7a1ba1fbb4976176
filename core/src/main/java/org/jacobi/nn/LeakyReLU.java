package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = x where x &gt; 0, else slope · x, element by element; the derivative at 0 is the slope.
 *
 * <p>Shapes: any, the output like the input. No parameters. Default: slope 0.01.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(784, 256), new LeakyReLU(), new Linear(256, 10));
 * }</pre>
 *
 * <p>Source: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models",
 * 2013.
 */
public final class LeakyReLU extends SameShape {
  /** The default slope. */
  public static final double SLOPE = 0.01;

  private final double slope;

  /** With {@link #SLOPE}. */
  public LeakyReLU() {
    this(SLOPE);
  }

  /**
   * With another slope.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public LeakyReLU(double slope) {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException("[LeakyReLU] the slope must be finite, not " + slope);
    }
    this.slope = slope;
  }

  /** The factor for negative numbers. */
  public double slope() {
    return slope;
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.leakyRelu(slope);
  }

  @Override
  public String toString() {
    return "LeakyReLU(" + Text.number(slope) + ")";
  }
}
