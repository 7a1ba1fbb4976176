package org.jacobi.cli;

import org.jacobi.train.EpochRecord;
import org.jacobi.train.StepRecord;
import org.jacobi.train.TrainingListener;

/** One line on a terminal that is written again and again: steps, loss, speed, time left. */
final class ProgressBar implements TrainingListener {
  private static final int WIDTH = 24;
  private static final long PAUSE = 100_000_000;
  private static final double SMOOTHING = 0.05;

  private final long start = System.nanoTime();
  private long shown;
  private long epochStart;
  private long rows;
  private double loss = Double.NaN;

  /** Such as {@code [######......]}. */
  static String bar(double share, int width) {
    int full = (int) Math.round(Math.clamp(share, 0, 1) * width);
    return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
  }

  @Override
  public void stepDone(StepRecord step) {
    long now = System.nanoTime();
    if (step.stepInEpoch() == 1) {
      epochStart = now;
      rows = 0;
    } else {
      rows += step.rows();
    }
    loss = Double.isNaN(loss) ? step.loss() : loss + SMOOTHING * (step.loss() - loss);
    if (now - shown < PAUSE) {
      return;
    }
    shown = now;
    double perSecond = rows / Math.max(1e-9, (now - epochStart) / 1e9);
    double left = (now - start) / 1e9 / step.step() * (step.totalSteps() - step.step());
    String line =
        Words.format(
            "epoch %d %s step %d/%d  loss %s  %s samples/s  %s left",
            step.epoch(),
            bar((double) step.step() / step.totalSteps(), WIDTH),
            step.step(),
            step.totalSteps(),
            Words.number(loss),
            Words.count(Math.round(perSecond)),
            Words.clock(left));
    Terminal.out().print("\r\u001b[K" + line);
    Terminal.out().flush();
  }

  /** Takes the line away, so that another can be printed. */
  @Override
  public void epochDone(EpochRecord epoch) {
    Terminal.out().print("\r\u001b[K");
  }
}
