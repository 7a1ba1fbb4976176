package org.jacobi.train;

import java.util.List;

/**
 * Where a training goes on.
 *
 * @param step steps that are done; 0 if there is no whole checkpoint
 * @param epochs the epochs that are done
 * @param damaged what is wrong with later checkpoints, a line each
 */
public record ResumePoint(long step, List<EpochRecord> epochs, List<String> damaged) {
  /** Copies the lists. */
  public ResumePoint {
    epochs = List.copyOf(epochs);
    damaged = List.copyOf(damaged);
  }
}
