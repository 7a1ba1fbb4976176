package org.jacobi.optim;

import java.util.List;
import org.jacobi.kernel.OptimizerKernels;

/**
 * AdaMax: m ← β₁ m + (1 − β₁) g; u ← max(β₂ u, |g| + ε); w ← w − η / (1 − β₁ᵗ) · m / u.
 *
 * <p>w is the parameter, g its gradient, m the running mean of g, u the fading largest |g| (both at
 * first 0), t the number of the step from 1, η the rate. Weight decay is added to the gradient
 * (L2).
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, β₁ {@value Adam#DEFAULT_BETA1}, β₂ {@value
 * Adam#DEFAULT_BETA2}, ε {@value Adam#DEFAULT_EPSILON}.
 *
 * <p>Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 2, which
 * has no ε. As PyTorch's {@code Adamax}, but for what {@link Optimizer} says of parameters without
 * a gradient.
 */
public final class AdaMax extends MomentFamily<AdaMax> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 2e-3;

  /** With the default rate. */
  public AdaMax() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AdaMax(double rate) {
    super(rate);
  }

  @Override
  protected List<String> stateNames() {
    return List.of("m", "u");
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.adaMax(
        span.update().withRate(span.rate() / correction1()),
        beta1(),
        beta2(),
        epsilon(),
        span.value(),
        span.gradient(),
        span.states().get(0),
        span.states().get(1));
  }
}
