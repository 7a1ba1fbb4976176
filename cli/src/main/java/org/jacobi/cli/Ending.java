package org.jacobi.cli;

import java.util.List;
import org.jacobi.data.Dataset;
import org.jacobi.data.KnownData;
import org.jacobi.data.Task;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.History;
import org.jacobi.train.RunFolder;

/** What a training prints after its last epoch: how good it is, where it is, what to try next. */
final class Ending {
  private Ending() {}

  static void print(Experiment experiment, History history, RunFolder folder) {
    var out = Terminal.out();
    EpochRecord best = history.best();
    out.println();
    out.println(how(history));
    out.println(sentence(experiment.parts().test(), best));
    out.println();
    out.println("Model      " + folder.model());
    out.println("Figures    " + folder.metrics() + ", " + folder.record());
    out.println("Try        " + next(experiment, folder));
  }

  private static String how(History history) {
    int epochs = history.epochs().size();
    String after = "after " + Words.count(epochs, "epoch");
    String end =
        switch (history.end()) {
          case DONE -> "Done " + after;
          case EARLY_STOP -> "Stopped early " + after + ": the validation loss no longer improved";
          case STOPPED -> "Stopped " + after;
        };
    return history.best().validation() == null
        ? end + "."
        : end
            + "; the model holds the weights of epoch "
            + history.bestEpoch()
            + ", the best on the validation part.";
  }

  private static String sentence(Dataset test, EpochRecord best) {
    var scores = best.test();
    if (scores == null) {
      return "";
    }
    return test.task() == Task.CLASSIFICATION
        ? "It classifies "
            + Words.percent(scores.metric())
            + " of the "
            + Words.count(test.rows())
            + " test rows correctly."
        : "Its predictions for the "
            + Words.count(test.rows())
            + " test rows are off by "
            + Words.number(scores.metric())
            + " (root mean squared error).";
  }

  private static String next(Experiment experiment, RunFolder folder) {
    String run = Words.quoted(List.of(folder.path().toString()));
    Source source = experiment.source();
    boolean known = KnownData.all().stream().anyMatch(set -> set.name().equals(source.name()));
    if (!known) {
      return "jacobi predict "
          + run
          + " "
          + Words.quoted(List.of(source.files().getFirst().toString()));
    }
    return source.name().equals("digits")
        ? "jacobi evaluate " + run + " mnist"
        : "jacobi evaluate " + run;
  }
}
