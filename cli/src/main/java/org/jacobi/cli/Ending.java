package org.jacobi.cli;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.data.Dataset;
import org.jacobi.data.KnownData;
import org.jacobi.data.Task;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.History;
import org.jacobi.train.RunFolder;
import org.jacobi.train.TrainingPlan;

/** What a training prints after its last epoch: how good it is, where it is, what to try next. */
final class Ending {
  private Ending() {}

  static void print(Experiment experiment, History history, RunLog log) {
    var out = Terminal.out();
    RunFolder folder = log.folder();
    EpochRecord best = history.best();
    out.println();
    out.println(how(history, log.plan()));
    out.println(sentence(experiment.parts().test(), best));
    out.println();
    out.println("Model      " + folder.model());
    out.println("Report     " + folder.report());
    if (history.end() == History.End.STOPPED) {
      out.println("Go on      jacobi resume " + Words.quoted(List.of(folder.path().toString())));
    } else {
      out.println("Try        " + commands(experiment, folder).getFirst());
    }
  }

  private static String how(History history, TrainingPlan plan) {
    int epochs = history.epochs().size();
    String after = "after " + Words.count(epochs, "epoch");
    String end =
        switch (history.end()) {
          case DONE -> "Done " + after;
          case EARLY_STOP -> "Stopped early " + after + ": the validation loss no longer improved";
          case STOPPED ->
              "Stopped after "
                  + Words.count(history.epochs().getLast().step())
                  + " of "
                  + Words.count(plan.totalSteps(), "step");
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

  /** What to do with the model, one line each; the best one first. */
  static List<String> commands(Experiment experiment, RunFolder folder) {
    String run = Words.quoted(List.of(folder.path().toString()));
    Source source = experiment.source();
    List<String> commands = new ArrayList<>();
    if (source.name().equals("digits")) {
      commands.add("jacobi evaluate " + run + " mnist");
    }
    boolean known = KnownData.all().stream().anyMatch(set -> set.name().equals(source.name()));
    if (!known) {
      String file = source.files().getFirst().toString();
      commands.add("jacobi predict " + run + " " + Words.quoted(List.of(file)));
    }
    commands.add("jacobi evaluate " + run);
    commands.add("jacobi inspect " + run);
    return commands;
  }
}
