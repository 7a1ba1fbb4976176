package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jacobi.array.NDArray;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.io.SafeTensors;
import org.jacobi.train.CheckpointFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi why}. */
@Command(
    name = "why",
    description = {
      "Finds the first difference between two runs: what they were made from, and from where on their"
          + " numbers differ.",
      "",
      "Looked at in this order: data, configuration, seed, version, processor, kernels; then the run"
          + " hash of each epoch; then the tensors of checkpoints of the same step. The exit code is"
          + " 0 if the runs are the same, else 1.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = "  jacobi why runs/digits-1 runs/digits-2")
final class WhyCommand implements Callable<Integer> {
  /** Parts of the record, in the order in which one would look for a cause. */
  private static final List<String> CAUSES =
      List.of("data", "layers", "frozen", "loss", "configuration", "seed", "environment");

  /** What changes no bit. */
  private static final List<String> HARMLESS =
      List.of(
          "environment.threads",
          "environment.processors",
          "configuration.epochs",
          "configuration.steps",
          "data.files.path");

  @Parameters(index = "0", paramLabel = "RUN1", description = "The folder of a run.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "RUN2", description = "The folder of another one.")
  private String second = "";

  @Option(names = "--json", description = "Print one JSON object, and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    JsonObject one = RunFiles.record(first);
    JsonObject two = RunFiles.record(second);
    List<String> causes = causes(flat(one), flat(two));
    List<String> epochs = new ArrayList<>();
    boolean sameEpochs = epochs(epochs);
    List<String> tensors = new ArrayList<>();
    boolean sameTensors = tensors(tensors);
    boolean same = sameEpochs && sameTensors && causes.isEmpty();
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("same", same);
      map.put("causes", causes);
      map.put("epochs", epochs);
      map.put("tensors", tensors);
      Terminal.out().println(Json.text(map));
    } else {
      print(causes, "Made from the same data, settings and kernels.", "Made differently:");
      print(epochs, "No epochs to compare.", "");
      print(tensors, "No checkpoints of the same step to compare.", "");
      Terminal.out().println(same ? "The runs are the same." : "The runs differ.");
    }
    return same ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void print(List<String> lines, String otherwise, String title) {
    if (lines.isEmpty()) {
      Terminal.out().println(otherwise);
      return;
    }
    if (!title.isEmpty()) {
      Terminal.out().println(title);
    }
    lines.forEach(line -> Terminal.out().println(title.isEmpty() ? line : "  " + line));
  }

  // ---- the records ----

  private static Map<String, String> flat(JsonObject record) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String cause : CAUSES) {
      if (record.has(cause)) {
        flat(cause, record.toMap().get(cause), all);
      }
    }
    return all;
  }

  private static void flat(String name, @Nullable Object value, Map<String, String> all) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> flat(name + "." + key, inner, all));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      list.forEach(inner -> flat(name, inner, all));
    } else {
      all.merge(name, String.valueOf(value), (a, b) -> a + ", " + b);
    }
  }

  private static List<String> causes(Map<String, String> one, Map<String, String> two) {
    var names = new ArrayList<>(one.keySet());
    two.keySet().stream().filter(name -> !one.containsKey(name)).forEach(names::add);
    List<String> causes = new ArrayList<>();
    for (String name : names) {
      String before = one.getOrDefault(name, "none");
      String after = two.getOrDefault(name, "none");
      if (!before.equals(after) && !HARMLESS.contains(name)) {
        causes.add(name + ": " + before + " | " + after);
      }
    }
    return causes;
  }

  // ---- the epochs ----

  private boolean epochs(List<String> lines) {
    List<JsonObject> one = epochs(first);
    List<JsonObject> two = epochs(second);
    int both = Math.min(one.size(), two.size());
    for (int i = 0; i < both; i++) {
      String hash = one.get(i).string("run_hash", "");
      if (!hash.equals(two.get(i).string("run_hash", ""))) {
        lines.add(
            i == 0
                ? "The run hash differs from epoch 1 on."
                : "The run hash is the same up to epoch "
                    + i
                    + " (step "
                    + Words.count(one.get(i - 1).integer("step"))
                    + ") and differs from epoch "
                    + (i + 1)
                    + " on.");
        return false;
      }
    }
    if (both > 0) {
      lines.add("The run hash is the same in " + Words.count(both, "epoch") + ".");
    }
    if (one.size() != two.size()) {
      lines.add("The first has " + one.size() + " epochs, the second " + two.size() + ".");
    }
    return one.size() == two.size();
  }

  private static List<JsonObject> epochs(String run) {
    Path file = SourceFinder.path(run).resolve("metrics.jsonl");
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<JsonObject> epochs = new ArrayList<>();
    for (JsonObject line : RunFiles.lines(file)) {
      if (line.string("event", "").equals("epoch")) {
        epochs.add(line);
      }
    }
    return epochs;
  }

  // ---- the tensors ----

  private boolean tensors(List<String> lines) {
    var one = new CheckpointFolder(SourceFinder.path(first));
    var two = new CheckpointFolder(SourceFinder.path(second));
    var steps = new TreeSet<Long>();
    one.all().forEach(entry -> steps.add(entry.step()));
    var others = new TreeSet<Long>();
    two.all().forEach(entry -> others.add(entry.step()));
    steps.retainAll(others);
    long sameUntil = -1;
    for (long step : steps) {
      String difference = difference(one.file(step), two.file(step));
      if (difference != null) {
        lines.add(
            "Of the checkpoints in both runs, that of step "
                + Words.count(step)
                + " is the first that differs: "
                + difference);
        return false;
      }
      sameUntil = step;
    }
    if (sameUntil >= 0) {
      lines.add(
          "All tensors are the same in the checkpoint of step " + Words.count(sameUntil) + ".");
    }
    return true;
  }

  /** The first tensor whose bits differ, or null. */
  private static @Nullable String difference(Path one, Path two) {
    var before = SafeTensors.read(one).tensors();
    var after = SafeTensors.read(two).tensors();
    for (var entry : before.entrySet()) {
      NDArray a = entry.getValue();
      NDArray b = after.get(entry.getKey());
      if (b == null || !a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
        return entry.getKey() + " is " + a.describe() + " | " + (b == null ? "none" : b.describe());
      }
      double[] x = a.toDoubles();
      double[] y = b.toDoubles();
      int different = 0;
      int at = -1;
      for (int i = 0; i < x.length; i++) {
        if (Double.doubleToRawLongBits(x[i]) != Double.doubleToRawLongBits(y[i])) {
          different++;
          at = at < 0 ? i : at;
        }
      }
      if (different > 0) {
        return Words.count(different, "number")
            + " of "
            + entry.getKey()
            + " "
            + a.shape()
            + ", first number "
            + at
            + ": "
            + x[at]
            + " | "
            + y[at];
      }
    }
    return null;
  }
}
