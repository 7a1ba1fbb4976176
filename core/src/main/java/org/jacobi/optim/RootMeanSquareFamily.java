package org.jacobi.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * What the two forms of RMSprop share: decay rate, ε and momentum.
 *
 * @param <O> the own type
 */
abstract class RootMeanSquareFamily<O extends RootMeanSquareFamily<O>> extends FluentOptimizer<O> {
  private final boolean centered;
  private double alpha = RMSprop.DEFAULT_ALPHA;
  private double epsilon = RMSprop.DEFAULT_EPSILON;
  private double momentum = RMSprop.DEFAULT_MOMENTUM;

  RootMeanSquareFamily(double rate, boolean centered) {
    super(rate);
    this.centered = centered;
  }

  /**
   * With this decay rate of the running means.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  @SuppressWarnings("unchecked") // O is the class that extends this one
  public O alpha(double decayRate) {
    this.alpha = Settings.fraction(name(), "alpha", decayRate);
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

  /**
   * With momentum μ.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   * @throws IllegalStateException if the optimizer works over a model already
   */
  @SuppressWarnings("unchecked") // O is the class that extends this one
  public O momentum(double mu) {
    requireUnbound("momentum");
    this.momentum = Settings.fraction(name(), "the momentum", mu);
    return (O) this;
  }

  @Override
  protected List<String> stateNames() {
    List<String> names = new ArrayList<>(List.of("squares"));
    if (centered) {
      names.add("mean");
    }
    if (momentum != 0) {
      names.add("velocity");
    }
    return names;
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    var states = span.states();
    kernels.rmsProp(
        span.update(),
        alpha,
        epsilon,
        momentum,
        span.value(),
        span.gradient(),
        states.getFirst(),
        centered ? states.get(1) : null,
        momentum != 0 ? states.getLast() : null);
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    settings.put("alpha", alpha);
    settings.put("epsilon", epsilon);
    if (momentum != 0) {
      settings.put("momentum", momentum);
    }
  }
}
