package org.jacobi.optim;

import java.util.List;
import org.jacobi.kernel.OptimizerKernels;

/**
 * AMSGrad: m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; v̂ ← max(v̂, v); w ← w − η · m / (1 −
 * β₁ᵗ) / (√(v̂ / (1 − β₂ᵗ)) + ε): Adam whose divisor never shrinks.
 *
 * <p>w is the parameter, g its gradient, m and v the running means of g and g², v̂ the largest v so
 * far (all at first 0), t the number of the step from 1, η the rate. Weight decay is added to the
 * gradient (L2).
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, β₁ {@value Adam#DEFAULT_BETA1}, β₂ {@value
 * Adam#DEFAULT_BETA2}, ε {@value Adam#DEFAULT_EPSILON}.
 *
 * <p>Source: Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, 2018, algorithm 2, which
 * has no corrections of the beginning; here they are as in PyTorch's {@code Adam} with {@code
 * amsgrad=True}, but for what {@link Optimizer} says of parameters without a gradient.
 */
public final class AMSGrad extends MomentFamily<AMSGrad> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1e-3;

  /** With the default rate. */
  public AMSGrad() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AMSGrad(double rate) {
    super(rate);
  }

  @Override
  protected List<String> stateNames() {
    return List.of("m", "v", "largest");
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    adam(kernels, span, span.update(), span.rate() / correction1(), 0, 1);
  }
}
