package org.jacobi.optim;

import org.jacobi.kernel.OptimizerKernels;

/**
 * Gradient descent along a running mean of the gradients: m ← β m + (1 − β) g; w ← w − η m.
 *
 * <p>w is the parameter, g its gradient, m the mean (at first 0, and not corrected for that), β the
 * momentum, η the rate. The same steps as {@link SGD#momentum(double)} with the rate η (1 − β).
 *
 * <p>Defaults: momentum {@value #DEFAULT_MOMENTUM}; the rate must be given.
 *
 * <p>Source: the first moment of Kingma and Ba, 2015, as it is taught in courses under the name of
 * momentum. PyTorch's {@code SGD} with {@code dampening} equal to the momentum differs in the first
 * step, where it takes m = g.
 */
public final class AveragedMomentum extends MomentumFamily<AveragedMomentum> {
  /** Momentum β. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AveragedMomentum(double rate) {
    super(rate, DEFAULT_MOMENTUM);
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.momentum(
        span.update(),
        momentum(),
        1 - momentum(),
        -span.rate(),
        0,
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }
}
