package org.jacobi.optim;

import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;

/**
 * What Adam and its relatives share: the decay rates of two moments, and ε.
 *
 * @param <O> the own type
 */
abstract class MomentFamily<O extends MomentFamily<O>> extends FluentOptimizer<O> {
  private double beta1 = Adam.DEFAULT_BETA1;
  private double beta2 = Adam.DEFAULT_BETA2;
  private double epsilon = Adam.DEFAULT_EPSILON;

  MomentFamily(double rate) {
    super(rate);
  }

  /**
   * With these decay rates of the two moments.
   *
   * @throws IllegalArgumentException if one does not lie in [0, 1)
   */
  @SuppressWarnings("unchecked") // O is the class that extends this one
  public O betas(double first, double second) {
    this.beta1 = Settings.fraction(name(), "beta 1", first);
    this.beta2 = Settings.fraction(name(), "beta 2", second);
    return (O) this;
  }

  /**
   * With this ε, which is added to the divisor.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  @SuppressWarnings("unchecked") // O is the class that extends this one
  public O epsilon(double small) {
    this.epsilon = Settings.positive(name(), "epsilon", small);
    return (O) this;
  }

  final double beta1() {
    return beta1;
  }

  final double beta2() {
    return beta2;
  }

  final double epsilon() {
    return epsilon;
  }

  /** 1 − β₁ᵗ, which corrects that the first moment began at 0. */
  final double correction1() {
    return 1 - StrictMath.pow(beta1, (double) steps());
  }

  /** 1 − β₂ᵗ. */
  final double correction2() {
    return 1 - StrictMath.pow(beta2, (double) steps());
  }

  /**
   * One pass of {@link OptimizerKernels#adam}; a third state is the largest second moment.
   *
   * @param first share of the first moment, with the rate
   * @param direct share of the gradient itself, with the rate
   * @param keep what the value is multiplied by first
   */
  final void adam(
      OptimizerKernels kernels,
      Span span,
      Update update,
      double first,
      double direct,
      double keep) {
    double rootScale = 1 / Math.sqrt(correction2());
    var states = span.states();
    kernels.adam(
        update,
        new AdamPass(beta1, beta2, epsilon, first, direct, rootScale, keep),
        span.value(),
        span.gradient(),
        states.get(0),
        states.get(1),
        states.size() > 2 ? states.get(2) : null);
  }

  @Override
  protected List<String> stateNames() {
    return List.of("m", "v");
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    settings.put("beta1", beta1);
    settings.put("beta2", beta2);
    settings.put("epsilon", epsilon);
  }
}
