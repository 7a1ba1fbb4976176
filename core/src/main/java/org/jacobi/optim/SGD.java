package org.jacobi.optim;

import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * Stochastic gradient descent, plain or with momentum in the form of PyTorch.
 *
 * <p>Plain: w ← w − η g. With momentum μ and dampening τ: v ← μ v + (1 − τ) g (v = g in the first
 * step), then w ← w − η v; with the parameter w, its gradient g, the velocity v (at first 0) and
 * the rate η.
 *
 * <p>Defaults: momentum {@value #DEFAULT_MOMENTUM} (none), dampening {@value #DEFAULT_DAMPENING};
 * the rate must be given.
 *
 * <p>Source: Robbins and Monro, 1951; momentum after Polyak, 1964, and Sutskever et al., 2013, who
 * have the rate inside of the velocity: that form is {@link ClassicMomentum}, the same as long as
 * the rate does not change. Others: {@link NesterovSGD}, {@link AveragedMomentum}. As PyTorch's
 * {@code SGD}, but for what {@link Optimizer} says of parameters without a gradient.
 */
public final class SGD extends FluentOptimizer<SGD> {
  /** Momentum μ: none. */
  public static final double DEFAULT_MOMENTUM = 0;

  /** Dampening τ of the gradient. */
  public static final double DEFAULT_DAMPENING = 0;

  private double momentum = DEFAULT_MOMENTUM;
  private double dampening = DEFAULT_DAMPENING;

  /**
   * Plain descent with this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public SGD(double rate) {
    super(rate);
  }

  /**
   * With momentum μ.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   * @throws IllegalStateException if the optimizer works over a model already
   */
  public SGD momentum(double mu) {
    return momentum(mu, DEFAULT_DAMPENING);
  }

  /**
   * With momentum μ and dampening τ: from the second step on, the gradient has the share 1 − τ in
   * the velocity.
   *
   * @throws IllegalArgumentException if one does not lie in [0, 1)
   * @throws IllegalStateException if the optimizer works over a model already
   */
  public SGD momentum(double mu, double tau) {
    requireUnbound("momentum");
    this.momentum = Settings.fraction(name(), "the momentum", mu);
    this.dampening = Settings.fraction(name(), "the dampening", tau);
    return this;
  }

  @Override
  protected List<String> stateNames() {
    return momentum == 0 ? List.of() : List.of("velocity");
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    if (momentum == 0) {
      kernels.sgd(span.update(), span.value(), span.gradient());
      return;
    }
    double share = steps() == 1 ? 1 : 1 - dampening;
    kernels.momentum(
        span.update(),
        momentum,
        share,
        -span.rate(),
        0,
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    if (momentum != 0) {
      settings.put("momentum", momentum);
    }
    if (dampening != 0) {
      settings.put("dampening", dampening);
    }
  }
}
