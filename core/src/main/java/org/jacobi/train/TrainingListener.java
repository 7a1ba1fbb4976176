package org.jacobi.train;

/**
 * Watches a training run. It gets plain records and cannot change a step.
 *
 * <p>Order of the calls: {@link #started}; then for each epoch {@link #stepDone} for each step and
 * {@link #epochDone}; at the end {@link #finished}, unless the run failed.
 */
public interface TrainingListener {
  /** Before the first step. */
  default void started(TrainingPlan plan) {}

  /** After each step. */
  default void stepDone(StepRecord step) {}

  /** After each epoch, when its figures are known. */
  default void epochDone(EpochRecord epoch) {}

  /** After the last epoch; the model holds its final weights. */
  default void finished(History history) {}
}
