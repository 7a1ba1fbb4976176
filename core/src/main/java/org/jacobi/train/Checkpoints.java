package org.jacobi.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * When a training writes checkpoints, and where: files {@code checkpoint-STEP.safetensors} from
 * which {@link Trainer#resume} goes on with the same bits. One more is written when the training
 * ends, or is stopped.
 *
 * <pre>{@code
 * Trainer.builder(model)
 *     .checkpoints(Checkpoints.in(Path.of("runs/mine")).everyEpochs(1).keep(3))
 * }</pre>
 *
 * @param folder where they are written; made where it is missing
 * @param steps after so many steps; 0 for never
 * @param epochs after so many epochs; 0 for never
 * @param time at the first step after so much time; zero for never
 * @param keep how many of the last ones stay; besides them stays the one of the best epoch
 */
public record Checkpoints(Path folder, long steps, int epochs, Duration time, int keep) {
  /** How many of the last checkpoints stay by default. */
  public static final int KEEP = 3;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, or none is to be kept
   */
  public Checkpoints {
    if (steps < 0 || epochs < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "[checkpoints] the distance between two must not be negative: "
              + steps
              + " steps, "
              + epochs
              + " epochs, "
              + time);
    }
    if (keep < 1) {
      throw new IllegalArgumentException(
          "[checkpoints] at least one must be kept, but keep is " + keep);
    }
  }

  /** Into this folder, at the end only. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, 0, Duration.ZERO, KEEP);
  }

  /** After so many steps, counted from the start of the run. */
  public Checkpoints everySteps(long count) {
    return new Checkpoints(folder, count, epochs, time, keep);
  }

  /** After so many epochs. */
  public Checkpoints everyEpochs(int count) {
    return new Checkpoints(folder, steps, count, time, keep);
  }

  /** At the first step after so much time. */
  public Checkpoints every(Duration distance) {
    return new Checkpoints(folder, steps, epochs, distance, keep);
  }

  /** With so many of the last ones kept, and that of the best epoch. */
  public Checkpoints keep(int count) {
    return new Checkpoints(folder, steps, epochs, time, count);
  }
}
