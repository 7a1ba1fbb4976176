package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi resume}. */
@Command(
    name = "resume",
    description = {
      "Lets a run go on that was stopped, was killed, or is to be longer.",
      "",
      "It goes on from the last whole checkpoint and ends with the same bits as the run that was not"
          + " stopped: weights, figures, run hash. A run without a checkpoint begins again.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi resume runs/digits-1",
      "  jacobi resume runs/digits-1 --epochs 40       a finished run goes on to epoch 40",
    })
final class ResumeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of the run.")
  private String run = "";

  @Option(names = "--epochs", paramLabel = "N", description = "A new number of epochs in all.")
  private @Nullable Integer epochs;

  @Option(names = "--steps", paramLabel = "N", description = "A new number of steps in all.")
  private @Nullable Integer steps;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Another number of threads; it changes no bit.")
  private @Nullable Integer threads;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Another place of the known data sets; their content must be the same.")
  private @Nullable String data;

  @Option(
      names = "--force",
      description =
          "Go on even with other data, settings or versions than before; the record says so.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    Path folder = SourceFinder.path(run);
    if (Files.isRegularFile(folder)) {
      throw new UserError(run + " is a file; name the folder of a run");
    }
    JsonObject record = RunFiles.record(run);
    boolean longer = epochs != null || steps != null;
    if (record.has("figures") && !longer) {
      String ended = record.object("figures").string("ended");
      if (!ended.equals("stopped")) {
        printEnd(folder, record.object("figures"), ended);
        return 0;
      }
    }
    warnOfAnotherProcessor(record);
    List<String> arguments = arguments(record);
    var train = RunFiles.training(run, arguments);
    train.resume(new Resumption(folder, arguments, record, force, json));
    return train.call();
  }

  /** It is no reason to refuse: the machine of the run may be gone. */
  private static void warnOfAnotherProcessor(JsonObject record) {
    Object then =
        record.has("environment") ? record.object("environment").toMap().get("cpu_features") : null;
    Object now = Environment.toMap().get("cpu_features");
    if (then != null && now != null && !String.valueOf(then).equals(String.valueOf(now))) {
      Terminal.warn(
          "this processor has other features than that of the run: the last bits may differ");
    }
  }

  /** The command of the run, with the new settings in place of the old ones. */
  private List<String> arguments(JsonObject record) {
    var line = RunFiles.arguments(run, record);
    if (epochs != null || steps != null) {
      line.remove("--epochs", true);
      line.remove("--steps", true);
    }
    line.set("--epochs", epochs);
    line.set("--steps", steps);
    line.set("--threads", threads);
    line.set("--data", data);
    return line.all();
  }

  private void printEnd(Path folder, JsonObject figures, String ended) {
    if (json) {
      Terminal.out().println(Json.text(figures.toMap()));
      return;
    }
    var out = Terminal.out();
    out.println(
        folder
            + " is finished: "
            + Words.count(figures.integer("epochs"), "epoch")
            + (ended.equals("early_stop") ? ", stopped early" : "")
            + ".");
    for (String part : List.of("train", "validation", "test")) {
      for (String metric : List.of("accuracy", "rmse")) {
        String key = part + "_" + metric;
        if (figures.has(key)) {
          double value = figures.number(key);
          out.println(
              Words.format("%-11s", part)
                  + metric
                  + " "
                  + (metric.equals("rmse") ? Words.number(value) : Words.percent(value)));
        }
      }
    }
    out.println("Run hash   " + figures.string("run_hash", "unknown"));
    out.println("Go on      jacobi resume " + Words.quoted(List.of(run)) + " --epochs N");
  }
}
