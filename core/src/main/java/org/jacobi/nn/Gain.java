package org.jacobi.nn;

/**
 * Factors by which an activation asks for larger initial weights, so that the variance of the
 * signal stays the same from layer to layer. They are those of PyTorch's {@code calculate_gain}.
 *
 * <pre>{@code
 * new Linear(30, 64).weightInit(Init.kaimingNormal(Fan.Mode.IN, Gain.RELU));
 * }</pre>
 */
public final class Gain {
  /** No activation: 1. */
  public static final double LINEAR = 1;

  /** The logistic function: 1. */
  public static final double SIGMOID = 1;

  /** The hyperbolic tangent: 5/3. */
  public static final double TANH = 5.0 / 3;

  /** A rectifier, which loses half of the variance: √2 (He et al. 2015). */
  public static final double RELU = Math.sqrt(2);

  private Gain() {}

  /** A leaky rectifier: √(2 / (1 + slope²)). */
  public static double leakyRelu(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }
}
