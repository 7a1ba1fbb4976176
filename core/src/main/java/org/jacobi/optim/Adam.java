package org.jacobi.optim;

import org.jacobi.kernel.OptimizerKernels;

/**
 * Adam: m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η · m / (1 − β₁ᵗ) / (√(v / (1 −
 * β₂ᵗ)) + ε).
 *
 * <p>w is the parameter, g its gradient, m and v the running means of g and g² (at first 0), t the
 * number of the step from 1, η the rate. Weight decay is added to the gradient (L2); {@link AdamW}
 * applies it to the parameter.
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, β₁ {@value #DEFAULT_BETA1}, β₂ {@value #DEFAULT_BETA2},
 * ε {@value #DEFAULT_EPSILON}.
 *
 * <p>Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1 (ε
 * outside of the corrected root). As PyTorch's {@code Adam}, but for what {@link Optimizer} says of
 * parameters without a gradient; its {@code amsgrad} is {@link AMSGrad}.
 */
public final class Adam extends MomentFamily<Adam> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1e-3;

  /** Decay rate β₁ of the first moment. */
  public static final double DEFAULT_BETA1 = 0.9;

  /** Decay rate β₂ of the second moment. */
  public static final double DEFAULT_BETA2 = 0.999;

  /** ε, added to the divisor. */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** With the default rate. */
  public Adam() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public Adam(double rate) {
    super(rate);
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    adam(kernels, span, span.update(), span.rate() / correction1(), 0, 1);
  }
}
