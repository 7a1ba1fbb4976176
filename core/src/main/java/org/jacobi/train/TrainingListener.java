package org.jacobi.train;

import java.io.UncheckedIOException;
import java.nio.file.Path;

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

  /** A checkpoint is on the disk; told some steps after the one that it belongs to. */
  default void checkpointWritten(long step, Path file) {}

  /** A checkpoint could not be written; the training goes on, and those before it stay. */
  default void checkpointFailed(UncheckedIOException failure) {}

  /** After the last epoch; the model holds its final weights. */
  default void finished(History history) {}
}
