package org.jacobi.optim;

import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * AdaDelta: s ← ρ s + (1 − ρ) g²; δ = √(d + ε) / √(s + ε) · g; d ← ρ d + (1 − ρ) δ²; w ← w − η δ.
 *
 * <p>w is the parameter, g its gradient, s and d the running means of g² and δ² (at first 0), ρ
 * their decay rate, η the rate.
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, ρ {@value #DEFAULT_RHO}, ε {@value #DEFAULT_EPSILON}.
 *
 * <p>Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, algorithm 1, which has no
 * rate: that is rate 1. As PyTorch's {@code Adadelta}, but for what {@link Optimizer} says of
 * parameters without a gradient.
 */
public final class AdaDelta extends FluentOptimizer<AdaDelta> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1;

  /** Decay rate ρ of the two means. */
  public static final double DEFAULT_RHO = 0.9;

  /** ε, inside of both roots. */
  public static final double DEFAULT_EPSILON = 1e-6;

  private double rho = DEFAULT_RHO;
  private double epsilon = DEFAULT_EPSILON;

  /** With the default rate. */
  public AdaDelta() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AdaDelta(double rate) {
    super(rate);
  }

  /**
   * With this decay rate of the two means.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  public AdaDelta rho(double decayRate) {
    this.rho = Settings.fraction(name(), "rho", decayRate);
    return this;
  }

  /**
   * With this ε.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public AdaDelta epsilon(double small) {
    this.epsilon = Settings.positive(name(), "epsilon", small);
    return this;
  }

  @Override
  protected List<String> stateNames() {
    return List.of("squares", "deltas");
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.adaDelta(
        span.update(),
        rho,
        epsilon,
        span.value(),
        span.gradient(),
        span.states().get(0),
        span.states().get(1));
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    settings.put("rho", rho);
    settings.put("epsilon", epsilon);
  }
}
