package org.jacobi.optim;

/**
 * How far a training is.
 *
 * @param step steps done before this one: 0 for the first, over all epochs
 * @param stepsPerEpoch steps of one epoch, or 0 if that is not known
 * @param totalSteps steps of the whole training, or 0 if that is not known
 */
public record Progress(long step, long stepsPerEpoch, long totalSteps) {
  /**
   * Whole epochs done before this step: 0 in the first.
   *
   * @throws IllegalStateException if the length of an epoch is not known
   */
  public long epoch() {
    requireKnown(stepsPerEpoch, "epochs", "steps of an epoch");
    return step / stepsPerEpoch;
  }

  /**
   * Epochs done before this step with the part of the running one: 2.5 in the middle of the third.
   *
   * @throws IllegalStateException if the length of an epoch is not known
   */
  public double exactEpoch() {
    requireKnown(stepsPerEpoch, "epochs", "steps of an epoch");
    return (double) step / stepsPerEpoch;
  }

  /**
   * Steps of the whole training.
   *
   * @throws IllegalStateException if that is not known
   */
  public long total() {
    requireKnown(totalSteps, "the whole training", "steps of the training");
    return totalSteps;
  }

  private static void requireKnown(long count, String unit, String missing) {
    if (count <= 0) {
      throw new IllegalStateException(
          "[schedule] this schedule counts by "
              + unit
              + ", but the number of "
              + missing
              + " is not known. The Trainer sets it; in an own loop call"
              + " optimizer.plan(stepsPerEpoch, totalSteps) before the first step");
    }
  }

  /** The same training at another step. */
  public Progress at(long otherStep) {
    return new Progress(otherStep, stepsPerEpoch, totalSteps);
  }
}
