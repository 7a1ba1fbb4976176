package org.jacobi.cli;

import org.jacobi.train.EpochRecord;
import org.jacobi.train.Scores;
import org.jacobi.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * A line for each epoch, in columns under a heading. Of the run hash the first digits are shown:
 * all of them are in the figures.
 */
final class EpochTable implements TrainingListener {
  private static final String PART = "%12s %12s";

  private static final int DIGITS = 8;

  private boolean headed;

  @Override
  public void epochDone(EpochRecord epoch) {
    if (!headed) {
      headed = true;
      heading(epoch);
    }
    Terminal.out()
        .println(
            Words.format("%5d", epoch.epoch())
                + part(epoch.train())
                + part(epoch.validation())
                + part(epoch.test())
                + Words.format(
                    "%9.2f %13s  %s",
                    epoch.seconds(),
                    Words.count(Math.round(epoch.samplesPerSecond())),
                    epoch.runHash().substring(0, DIGITS)));
  }

  private static void heading(EpochRecord epoch) {
    String metric = epoch.train().metricName();
    Terminal.out()
        .println(
            "epoch"
                + Words.format(PART, "train loss", metric)
                + (epoch.validation() == null ? "" : Words.format(PART, "valid. loss", metric))
                + (epoch.test() == null ? "" : Words.format(PART, "test loss", metric))
                + Words.format("%9s %13s  %s", "seconds", "samples/s", "run hash"));
  }

  private static String part(@Nullable Scores scores) {
    return scores == null
        ? ""
        : Words.format(PART, Words.number(scores.loss()), Words.metric(scores));
  }
}
