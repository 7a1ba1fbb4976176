package org.jacobi.optim;

import java.util.List;
import java.util.Map;

/**
 * What the forms of gradient descent share that differ only in where momentum and rate stand: the
 * momentum, and a velocity for each parameter.
 *
 * @param <O> the own type
 */
abstract class MomentumFamily<O extends MomentumFamily<O>> extends FluentOptimizer<O> {
  private double momentum;

  MomentumFamily(double rate, double momentum) {
    super(rate);
    this.momentum = momentum;
  }

  /**
   * With another momentum.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  @SuppressWarnings("unchecked") // O is the class that extends this one
  public O momentum(double other) {
    this.momentum = Settings.fraction(name(), "the momentum", other);
    return (O) this;
  }

  final double momentum() {
    return momentum;
  }

  @Override
  protected List<String> stateNames() {
    return List.of("velocity");
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    settings.put("momentum", momentum);
  }
}
