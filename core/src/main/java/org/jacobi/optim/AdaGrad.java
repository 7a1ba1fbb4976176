package org.jacobi.optim;

import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * AdaGrad: s ← s + g²; w ← w − ηₜ g / (√s + ε), with ηₜ = η / (1 + (t − 1) κ).
 *
 * <p>w is the parameter, g its gradient, s the sum of squared gradients (at first the initial sum),
 * t the number of the step from 1, κ the decay of the rate, η the rate.
 *
 * <p>Defaults: rate {@value #DEFAULT_RATE}, rate decay κ {@value #DEFAULT_RATE_DECAY}, initial sum
 * {@value #DEFAULT_INITIAL_SUM}, ε {@value #DEFAULT_EPSILON}.
 *
 * <p>Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011, the diagonal form. As
 * PyTorch's {@code Adagrad}, but for what {@link Optimizer} says of parameters without a gradient.
 */
public final class AdaGrad extends FluentOptimizer<AdaGrad> {
  /** Rate η. */
  public static final double DEFAULT_RATE = 1e-2;

  /** Decay κ of the rate. */
  public static final double DEFAULT_RATE_DECAY = 0;

  /** What the sum of squares begins with. */
  public static final double DEFAULT_INITIAL_SUM = 0;

  /** ε, added to the divisor. */
  public static final double DEFAULT_EPSILON = 1e-10;

  private double rateDecay = DEFAULT_RATE_DECAY;
  private double initialSum = DEFAULT_INITIAL_SUM;
  private double epsilon = DEFAULT_EPSILON;

  /** With the default rate. */
  public AdaGrad() {
    this(DEFAULT_RATE);
  }

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public AdaGrad(double rate) {
    super(rate);
  }

  /**
   * With this decay κ of the rate.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public AdaGrad rateDecay(double kappa) {
    this.rateDecay = Settings.notNegative(name(), "the rate decay", kappa);
    return this;
  }

  /**
   * With sums of squares that begin here.
   *
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if the optimizer works over a model already
   */
  public AdaGrad initialSum(double sum) {
    requireUnbound("initialSum");
    this.initialSum = Settings.notNegative(name(), "the initial sum", sum);
    return this;
  }

  /**
   * With this ε.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public AdaGrad epsilon(double small) {
    this.epsilon = Settings.positive(name(), "epsilon", small);
    return this;
  }

  @Override
  protected List<String> stateNames() {
    return List.of("squares");
  }

  @Override
  protected double initialState(String state) {
    return initialSum;
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    double rate = span.rate() / (1 + (steps() - 1) * rateDecay);
    kernels.adaGrad(
        span.update().withRate(rate),
        epsilon,
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    if (rateDecay != 0) {
      settings.put("rateDecay", rateDecay);
    }
    if (initialSum != 0) {
      settings.put("initialSum", initialSum);
    }
    settings.put("epsilon", epsilon);
  }
}
