package org.jacobi.optim;

import java.util.Map;

/**
 * The learning rate over a training: a function of the optimizer's rate and the {@link Progress},
 * so that it needs no state and a resumed training goes on where it was. Each says whether it
 * counts steps or epochs. reduceOnPlateau alone looks at a metric and has a state.
 *
 * <p>Order of the calls: {@link #rate} before each step; {@link #observe} after each epoch.
 */
public interface Schedule {
  /**
   * The rate of one step.
   *
   * @param base the rate that the optimizer (or its group) was given
   * @param progress where the training is
   * @throws IllegalStateException if it counts what is not known
   */
  double rate(double base, Progress progress);

  /** Told at the end of each epoch how good the model is; most schedules do not look at it. */
  default void observe(double metric) {}

  /** What a checkpoint must hold to go on; empty for a pure function. */
  default Map<String, Number> state() {
    return Map.of();
  }

  /** Takes up what {@link #state} gave. */
  default void restore(Map<String, Number> state) {}

  /** The rate of the optimizer, always. */
  static Schedule constant() {
    return new ConstantRate();
  }
}
