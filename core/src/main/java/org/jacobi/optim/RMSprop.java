package org.jacobi.optim;

/**
 * RMSprop: s ← α s + (1 − α) g²; w ← w − η g / (√s + ε). With momentum μ: b ← μ b + g / (√s + ε); w
 * ← w − η b.
 *
 * <p>w is the parameter, g its gradient, s the running mean of g² (at first 0), b the velocity (at
 * first 0), η the rate.
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, α {@value #DEFAULT_ALPHA}, ε {@value #DEFAULT_EPSILON},
 * momentum {@value #DEFAULT_MOMENTUM} (none).
 *
 * <p>Source: Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine Learning, 2012 (there
 * α is 0.9). As PyTorch's {@code RMSprop}, with ε outside of the root where TensorFlow has it
 * inside, but for what {@link Optimizer} says of parameters without a gradient. {@link
 * CenteredRMSprop} is PyTorch's {@code centered=True}.
 */
public final class RMSprop extends RootMeanSquareFamily<RMSprop> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1e-2;

  /** Decay rate α of the running means. */
  public static final double DEFAULT_ALPHA = 0.99;

  /** ε, added to the divisor. */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** Momentum μ: none. */
  public static final double DEFAULT_MOMENTUM = 0;

  /** With the default rate. */
  public RMSprop() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public RMSprop(double rate) {
    super(rate, false);
  }
}
