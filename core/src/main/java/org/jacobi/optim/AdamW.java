package org.jacobi.optim;

import org.jacobi.kernel.OptimizerKernels;

/**
 * Adam with decoupled weight decay: w ← w − η λ w, then m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂)
 * g²; w ← w − η · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε).
 *
 * <p>w is the parameter, g its gradient, m and v the running means of g and g² (at first 0), t the
 * number of the step from 1, η the rate, λ the weight decay.
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, β₁ {@value Adam#DEFAULT_BETA1}, β₂ {@value
 * Adam#DEFAULT_BETA2}, ε {@value Adam#DEFAULT_EPSILON}, weight decay {@value #DEFAULT_WEIGHT_DECAY}
 * of every trained parameter; to leave biases out, give them a group.
 *
 * <p>Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2. There
 * the schedule multiplies η and λ together and λ is not multiplied by the rate; here the decay is η
 * λ, as in PyTorch's {@code AdamW}, but for what {@link Optimizer} says of parameters without a
 * gradient.
 */
public final class AdamW extends MomentFamily<AdamW> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1e-3;

  /** Weight decay λ. */
  public static final double DEFAULT_WEIGHT_DECAY = 1e-2;

  /** With the default rate. */
  public AdamW() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AdamW(double rate) {
    super(rate);
    weightDecay(DEFAULT_WEIGHT_DECAY);
  }

  /**
   * Takes η λ w away from every trained parameter in each step, beside the gradient; groups may
   * exclude some.
   *
   * @throws IllegalArgumentException if λ is negative or not a number
   */
  @Override
  public AdamW weightDecay(double lambda) {
    return super.weightDecay(lambda);
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    double keep = 1 - span.rate() * span.update().decay();
    adam(kernels, span, span.update().withoutDecay(), span.rate() / correction1(), 0, keep);
  }
}
