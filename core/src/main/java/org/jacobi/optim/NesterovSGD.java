package org.jacobi.optim;

import org.jacobi.kernel.OptimizerKernels;

/**
 * Gradient descent with Nesterov's momentum: v ← μ v + g; w ← w − η (g + μ v).
 *
 * <p>w is the parameter, g its gradient, v the velocity (at first 0), μ the momentum, η the rate.
 *
 * <p>Defaults: momentum {@value #DEFAULT_MOMENTUM}; the rate must be given.
 *
 * <p>Source: Nesterov, 1983, in the form of Sutskever et al., 2013, rewritten so that the gradient
 * is taken at w. As PyTorch's {@code SGD} with {@code nesterov=True}, which has no default for the
 * momentum, and but for what {@link Optimizer} says of parameters without a gradient.
 */
public final class NesterovSGD extends MomentumFamily<NesterovSGD> {
  /** Momentum μ. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public NesterovSGD(double rate) {
    super(rate, DEFAULT_MOMENTUM);
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.momentum(
        span.update(),
        momentum(),
        1,
        -span.rate() * momentum(),
        -span.rate(),
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }
}
