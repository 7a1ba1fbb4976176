package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** What a comparison says. */
  private enum Verdict {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  @Parameters(index = "0", paramLabel = "RUN1", description = "A run folder, or a model file.")
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
    List<String> tensors = new ArrayList<>();
    var verdicts = List.of(ends(one, two, epochs), epochs(epochs), tensors(tensors));
    boolean differ = verdicts.contains(Verdict.DIFFERENT);
    boolean same = !differ && verdicts.contains(Verdict.SAME);
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
      Terminal.out()
          .println(
              same
                  ? "The runs are the same."
                  : differ
                      ? "The runs differ."
                      : "There is nothing by which the runs could be compared.");
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
      if (!before.equals(after) && !HARMLESS.contains(name) && !isSeedAgain(name, one, two)) {
        causes.add(name + ": " + before + " | " + after);
      }
    }
    return causes;
  }

  /** Whether this is the seed, which stands in the record once more. */
  private static boolean isSeedAgain(
      String name, Map<String, String> one, Map<String, String> two) {
    return name.equals("configuration.seed")
        && Objects.equals(one.get(name), one.get("seed"))
        && Objects.equals(two.get(name), two.get("seed"));
  }

  // ---- the epochs ----

  /** The run hashes at the end, where both came to one. */
  private static Verdict ends(JsonObject one, JsonObject two, List<String> lines) {
    String first = hash(one);
    String second = hash(two);
    if (first.isEmpty() || second.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    boolean same = first.equals(second);
    lines.add("The run hash is " + (same ? "the same" : "another one") + " at the end.");
    return same ? Verdict.SAME : Verdict.DIFFERENT;
  }

  private static String hash(JsonObject record) {
    return record.has("figures") ? record.object("figures").string("run_hash", "") : "";
  }

  private Verdict epochs(List<String> lines) {
    var one = epochs(first);
    var two = epochs(second);
    if (one.isEmpty() || two.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    var verdicts = EnumSet.noneOf(Verdict.class);
    one.forEach((fold, epochs) -> {
      var others = two.get(fold);
      if (others != null) {
        verdicts.add(epochs(fold == 0 ? "The" : "Fold " + fold + ": the", epochs, others, lines));
      }
    });
    if (!one.keySet().equals(two.keySet())) {
      lines.add("The first has " + folds(one) + ", the second " + folds(two) + ".");
      verdicts.add(Verdict.DIFFERENT);
    }
    return verdicts.contains(Verdict.DIFFERENT)
        ? Verdict.DIFFERENT
        : verdicts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : Verdict.SAME;
  }

  private static String folds(Map<Long, List<Epoch>> epochs) {
    return epochs.containsKey(0L) ? "no folds" : Words.count(epochs.size(), "fold");
  }

  /**
   * Compares the epochs of one training.
   *
   * @param subject begins what is said of their run hash
   */
  private static Verdict epochs(
      String subject, List<Epoch> one, List<Epoch> two, List<String> lines) {
    int both = Math.min(one.size(), two.size());
    boolean known = true;
    for (int i = 0; i < both && known; i++) {
      String hash = one.get(i).runHash;
      String other = two.get(i).runHash;
      if (hash.isEmpty() || other.isEmpty()) {
        lines.add(
            subject
                + " run hash of epoch "
                + (i + 1)
                + " is missing, so that it cannot be known whether it is the same.");
        known = false;
      } else if (!hash.equals(other)) {
        lines.add(
            subject
                + (i == 0
                    ? " run hash differs from epoch 1 on."
                    : " run hash is the same up to epoch "
                        + i
                        + " (step "
                        + Words.count(one.get(i - 1).step)
                        + ") and differs from epoch "
                        + (i + 1)
                        + " on."));
        return Verdict.DIFFERENT;
      }
    }
    if (known) {
      lines.add(subject + " run hash is the same in " + Words.count(both, "epoch") + ".");
    }
    if (one.size() != two.size()) {
      lines.add(
          subject + " first run has " + one.size() + " epochs, the second " + two.size() + ".");
      return Verdict.DIFFERENT;
    }
    return known ? Verdict.SAME : Verdict.UNKNOWN;
  }

  /** What is compared of an epoch. */
  private record Epoch(long step, String runHash) {
    static Epoch of(JsonObject line) {
      return new Epoch(line.has("step") ? line.integer("step") : 0, line.string("run_hash", ""));
    }
  }

  /** The epochs of each fold, from 1; those of a run that is no cross-validation as fold 0. */
  private static Map<Long, List<Epoch>> epochs(String run) {
    Path file = SourceFinder.path(run).resolve("metrics.jsonl");
    Map<Long, List<Epoch>> epochs = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return epochs;
    }
    Json.readLines(
        file,
        true,
        line -> {
          if (line.string("event", "").equals("epoch")) {
            long fold = line.has("fold") ? line.integer("fold") : 0;
            epochs.computeIfAbsent(fold, number -> new ArrayList<>()).add(Epoch.of(line));
          }
        });
    return epochs;
  }

  // ---- the tensors ----

  private Verdict tensors(List<String> lines) {
    Path here = SourceFinder.path(first);
    Path there = SourceFinder.path(second);
    if (Files.isRegularFile(here) && Files.isRegularFile(there)) {
      String difference = difference(here, there);
      lines.add(
          difference == null ? "All tensors are the same." : "First difference: " + difference);
      return difference == null ? Verdict.SAME : Verdict.DIFFERENT;
    }
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
        return Verdict.DIFFERENT;
      }
      sameUntil = step;
    }
    if (sameUntil >= 0) {
      lines.add(
          "All tensors are the same in the checkpoint of step " + Words.count(sameUntil) + ".");
    }
    return sameUntil >= 0 ? Verdict.SAME : Verdict.UNKNOWN;
  }

  /** The first tensor whose bits differ, or null. */
  private static @Nullable String difference(Path one, Path two) {
    var before = SafeTensors.read(one).tensors();
    var after = SafeTensors.read(two).tensors();
    var names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> name.startsWith(CheckpointFolder.HISTORY)); // it holds times
    for (String name : names) {
      NDArray a = before.get(name);
      NDArray b = after.get(name);
      if (a == null || b == null || !a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
        return name + " is " + describe(a) + " | " + describe(b);
      }
      if (a.segment().mismatch(b.segment()) >= 0) {
        return difference(name, a, b);
      }
    }
    return null;
  }

  private static String describe(@Nullable NDArray array) {
    return array == null ? "not there" : array.describe();
  }

  private static String difference(String name, NDArray a, NDArray b) {
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
    return at < 0
        ? "some bits of " + name
        : Words.count(different, "number")
            + " of "
            + name
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
