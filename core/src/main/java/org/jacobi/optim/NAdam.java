package org.jacobi.optim;

import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * NAdam, Adam with Nesterov's momentum: μₜ = β₁ (1 − ½ · 0.96^(t ψ)); m ← β₁ m + (1 − β₁) g; v ← β₂
 * v + (1 − β₂) g²; m̂ = μₜ₊₁ m / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ); w ← w − η m̂ / (√(v
 * / (1 − β₂ᵗ)) + ε).
 *
 * <p>w is the parameter, g its gradient, m and v the running means of g and g² (at first 0), t the
 * number of the step from 1, ψ the momentum decay, η the rate. Weight decay is added to the
 * gradient (L2).
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, β₁ {@value Adam#DEFAULT_BETA1}, β₂ {@value
 * Adam#DEFAULT_BETA2}, ε {@value Adam#DEFAULT_EPSILON}, momentum decay {@value
 * #DEFAULT_MOMENTUM_DECAY}.
 *
 * <p>Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016, with the schedule of μ that is
 * given there. As PyTorch's {@code NAdam}, but the product of the μ is kept in double, and but for
 * what {@link Optimizer} says of parameters without a gradient.
 */
public final class NAdam extends MomentFamily<NAdam> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 2e-3;

  /** Momentum decay ψ. */
  public static final double DEFAULT_MOMENTUM_DECAY = 4e-3;

  private static final double BASE = 0.96;
  private static final String MU_PRODUCT = "muProduct";

  private double momentumDecay = DEFAULT_MOMENTUM_DECAY;
  private double mu;
  private double nextMu;
  private double muProduct = 1;

  /** With the default rate. */
  public NAdam() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public NAdam(double rate) {
    super(rate);
  }

  /**
   * With this momentum decay ψ.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public NAdam momentumDecay(double psi) {
    this.momentumDecay = Settings.notNegative(name(), "the momentum decay", psi);
    return this;
  }

  @Override
  protected void onStep() {
    mu = muAt(steps());
    nextMu = muAt(steps() + 1);
    muProduct *= mu;
  }

  private double muAt(long t) {
    return beta1() * (1 - 0.5 * StrictMath.pow(BASE, t * momentumDecay));
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    double first = span.rate() * nextMu / (1 - muProduct * nextMu);
    double direct = span.rate() * (1 - mu) / (1 - muProduct);
    adam(kernels, span, span.update(), first, direct, 1);
  }

  @Override
  protected void saveNumbers(Map<String, Number> numbers) {
    numbers.put(MU_PRODUCT, muProduct);
  }

  @Override
  protected void restoreNumbers(Map<String, Number> numbers) {
    muProduct = OptimizerState.get(numbers, MU_PRODUCT).doubleValue();
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    super.describe(settings);
    settings.put("momentumDecay", momentumDecay);
  }
}
