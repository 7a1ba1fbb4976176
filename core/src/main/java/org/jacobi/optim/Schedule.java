package org.jacobi.optim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The learning rate over a training: a function of the optimizer's rate and the {@link Progress},
 * so that it needs no state and a resumed training goes on where it was. Each says whether it
 * counts steps or epochs. {@link #reduceOnPlateau} alone looks at a metric and has a state.
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

  /** False if {@link #rate} does not look at the base, so that an own rate would have no effect. */
  default boolean usesBase() {
    return true;
  }

  /** True if {@link #rate} looks at how long the whole training is. */
  default boolean knowsTheEnd() {
    return false;
  }

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

  /**
   * Multiplied by γ after every so many epochs. Counts epochs.
   *
   * @throws IllegalArgumentException if every is less than 1 or γ does not lie in (0, 1]
   */
  static Schedule step(long every, double gamma) {
    return new StepDecay(every, gamma);
  }

  /**
   * Multiplied by γ at each of these epochs, counted from 0. Counts epochs.
   *
   * @throws IllegalArgumentException if the epochs do not rise from 1 on or γ does not lie in (0,
   *     1]
   */
  static Schedule multiStep(double gamma, long... epochs) {
    return new MultiStepDecay(Arrays.stream(epochs).boxed().toList(), gamma);
  }

  /**
   * Multiplied by γ after every epoch. Counts epochs.
   *
   * @throws IllegalArgumentException if γ does not lie in (0, 1]
   */
  static Schedule exponential(double gamma) {
    return new ExponentialDecay(gamma);
  }

  /** Along half a cosine down to 0 at the end of the training. Counts steps. */
  static Schedule cosine() {
    return cosine(0);
  }

  /**
   * Along half a cosine down to the least rate at the end of the training (Loshchilov and Hutter,
   * 2017). Counts steps.
   *
   * @throws IllegalArgumentException if the least rate is negative
   */
  static Schedule cosine(double least) {
    return new CosineDecay(least);
  }

  /**
   * Along half a cosine down to the least rate within {@code first} epochs, then from the top again
   * within {@code factor} times as many as before, and so on (Loshchilov and Hutter, 2017). Counts
   * epochs, with their fractions: the rate changes in each step.
   *
   * @throws IllegalArgumentException if first or factor is less than 1, or the least rate negative
   */
  static Schedule cosineRestarts(long first, long factor, double least) {
    return new CosineRestarts(first, factor, least);
  }

  /**
   * For so many steps linearly up to the rate that the other schedule has after them (1/n of it in
   * the first step, all of it in the n-th), then the other one, which counts from the beginning of
   * the training. Counts steps.
   *
   * @throws IllegalArgumentException if there is no step, or the other one is a warm-up too
   */
  static Schedule warmUp(long steps, Schedule other) {
    return new WarmUp(steps, other);
  }

  /**
   * Up to the highest rate and far down, over the whole training; see {@link OneCycle} for its
   * defaults. Counts steps.
   *
   * @throws IllegalArgumentException if the highest rate is not positive
   */
  static Schedule oneCycle(double highest) {
    return new OneCycle(
        highest, OneCycle.DEFAULT_RISE, OneCycle.DEFAULT_START, OneCycle.DEFAULT_END);
  }

  /** Down whenever a metric has stopped to get better; see {@link ReduceOnPlateau}. */
  static ReduceOnPlateau reduceOnPlateau() {
    return new ReduceOnPlateau();
  }

  /**
   * A schedule from a short text: what {@code toString} prints, with trailing settings left out at
   * will: {@code step:10:0.5}, {@code multistep:10,15:0.1}, {@code exponential:0.95}, {@code
   * cosine}, {@code restarts:10:2}, {@code onecycle:0.1}, {@code plateau:0.5:3}, {@code
   * plateau-max}, {@code warmup:500+cosine}.
   *
   * @throws IllegalArgumentException if it has none of the forms, which the message lists, or a
   *     number is out of its range
   */
  static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }

  /** The forms that {@link #parse} reads, for help texts. */
  static List<String> forms() {
    return ScheduleText.forms();
  }
}
