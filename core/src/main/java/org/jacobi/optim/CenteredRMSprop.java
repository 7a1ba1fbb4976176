package org.jacobi.optim;

/**
 * RMSprop with the variance of the gradient in place of its mean square: s ← α s + (1 − α) g²; m ←
 * α m + (1 − α) g; w ← w − η g / (√(s − m²) + ε). With momentum μ: b ← μ b + g / (√(s − m²) + ε); w
 * ← w − η b.
 *
 * <p>w is the parameter, g its gradient, s and m the running means of g² and g (at first 0), b the
 * velocity (at first 0), η the rate.
 *
 * <p>Defaults: rate {@value RMSprop#DEFAULT_RATE}, α {@value RMSprop#DEFAULT_ALPHA}, ε {@value
 * RMSprop#DEFAULT_EPSILON}, momentum {@value RMSprop#DEFAULT_MOMENTUM} (none).
 *
 * <p>Source: Graves, Generating Sequences With Recurrent Neural Networks, 2013, equations 38 to 41,
 * with ε outside of the root. As PyTorch's {@code RMSprop} with {@code centered=True}, but a
 * variance that rounding has made negative counts as 0 (there NaN), and but for what {@link
 * Optimizer} says of parameters without a gradient.
 */
public final class CenteredRMSprop extends RootMeanSquareFamily<CenteredRMSprop> {
  /** With the default rate. */
  public CenteredRMSprop() {
    this(RMSprop.DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public CenteredRMSprop(double rate) {
    super(rate, true);
  }
}
