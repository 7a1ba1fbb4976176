package org.jacobi.optim;

import org.jacobi.kernel.OptimizerKernels;

/**
 * Gradient descent with momentum as the papers have it: v ← γ v − η g; w ← w + v.
 *
 * <p>w is the parameter, g its gradient, v the velocity (at first 0), γ the momentum, η the rate.
 *
 * <p>Defaults: momentum {@value #DEFAULT_MOMENTUM}; the rate must be given.
 *
 * <p>Source: Polyak, 1964; Rumelhart, Hinton and Williams, 1986; Sutskever et al., 2013, equations
 * 1 and 2. The rate lies inside of the velocity: after a change of the rate the old speed is kept
 * and fades. PyTorch has it outside; that form is {@link SGD#momentum(double)}. With one rate from
 * first to last both make the same steps.
 */
public final class ClassicMomentum extends MomentumFamily<ClassicMomentum> {
  /** Momentum γ. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public ClassicMomentum(double rate) {
    super(rate, DEFAULT_MOMENTUM);
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.momentum(
        span.update(),
        momentum(),
        -span.rate(),
        1,
        0,
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }
}
