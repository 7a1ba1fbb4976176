package org.jacobi.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jacobi.io.JsonObject;
import org.jacobi.train.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi reproduce}. */
@Command(
    name = "reproduce",
    description = {
      "Trains a run again from its record, and compares the run hashes.",
      "",
      "The same data, version, kernels and kind of processor give the same bits, on any number of"
          + " threads. Files with relative paths that are not found here are taken from the folder"
          + " in which the run was made. The exit code is 0 if the hashes are the same, else 1.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi reproduce runs/digits-1",
      "  jacobi reproduce model.safetensors      the record travels inside of the model",
    })
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "A run folder or model file.")
  private String run = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the new run; runs/NAME-N by default.")
  private @Nullable String out;

  @Option(names = "--threads", paramLabel = "N", description = "Another number of threads.")
  private @Nullable Integer threads;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Another place of the known data sets.")
  private @Nullable String data;

  @Override
  public Integer call() {
    JsonObject record = RunFiles.record(run);
    String hash = record.has("figures") ? record.object("figures").string("run_hash", "") : "";
    if (hash.isEmpty()) {
      throw new UserError(run + " has no run hash: it did not come to its end");
    }
    if (record.object("figures").string("ended").equals("stopped")) {
      throw new UserError(
          run + " was stopped by hand, which cannot be repeated; finish it with jacobi resume");
    }
    environment(record).forEach(line -> Terminal.warn("other bits are to be expected: " + line));
    var line = RunFiles.arguments(run, record);
    line.set("--out", out);
    line.set("--threads", threads);
    line.set("--data", data);
    var arguments = RunFiles.found(run, record, line.all());
    var train = RunFiles.training(run, arguments);
    train.again(record, arguments);
    Integer code = train.call();
    Path made = train.folder();
    if (code != 0 || made == null) {
      return code;
    }
    String again = RunFiles.record(made.toString()).object("figures").string("run_hash");
    var terminal = Terminal.out();
    terminal.println();
    terminal.println("Run hash   " + again);
    if (again.equals(hash)) {
      terminal.println("Reproduced: the same bits as " + run + ".");
      return ExitCode.OK;
    }
    terminal.println("Recorded   " + hash);
    terminal.println(
        "Not reproduced; see jacobi why " + Words.quoted(List.of(run, made.toString())));
    return ExitCode.SOFTWARE;
  }

  /** What of this machine and version is not as it was. */
  private static List<String> environment(JsonObject record) {
    var then = record.object("environment");
    var now = Environment.toMap();
    List<String> lines = new ArrayList<>();
    for (String key : List.of("jacobi", "kernels", "cpu_features")) {
      String before = then.has(key) ? String.valueOf(then.toMap().get(key)) : "unknown";
      if (!before.equals(String.valueOf(now.get(key)))) {
        lines.add(key + " was " + before + " and is " + now.get(key));
      }
    }
    return lines;
  }
}
