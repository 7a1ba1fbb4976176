package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jacobi.data.DataException;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.io.SafeTensors;
import org.jacobi.train.RecordSums;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi verify}. */
@Command(
    name = "verify",
    description = {
      "Checks that a model, a checkpoint or all files of a run are whole.",
      "",
      "Each tensor, each header and the record of the run are held against the SHA-256 that was"
          + " written with them, figures and report against that in the record: they are whole. A"
          + " file without a sum, such as the figures of a run that goes on, can only be read: it is"
          + " readable. The exit code is 0 if nothing is found damaged, else 1.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi verify runs/digits-1",
      "  jacobi verify model.safetensors",
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|FILE", description = "A run folder, or a file of one.")
  private String run = "";

  @Option(names = "--json", description = "Print one JSON object a file, and nothing else.")
  private boolean json;

  /** What can be said of a file. */
  private enum State {
    /** All that was written is there, by its sums. */
    WHOLE,
    /** It can be read, but there are no sums to hold it against. */
    READABLE,
    DAMAGED
  }

  /** What a file turned out to be. */
  private record Verdict(State state, String words) {}

  @Override
  public Integer call() throws IOException {
    Path place = SourceFinder.path(run);
    if (!Files.exists(place)) {
      throw new UserError(place + ": there is no such run or file" + SourceFinder.nearFile(place));
    }
    List<Path> files = Files.isDirectory(place) ? files(place) : List.of(place);
    if (files.isEmpty()) {
      throw new UserError(place + " holds no files of a run");
    }
    int width = files.stream().mapToInt(file -> name(file).length()).max().orElse(0);
    List<State> states = new ArrayList<>();
    for (Path file : files) {
      Verdict verdict = verdict(file);
      states.add(verdict.state);
      print(file, verdict, width);
    }
    if (!json) {
      Terminal.out().println(end(states));
    }
    return states.contains(State.DAMAGED) ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static String end(List<State> states) {
    int damaged = Collections.frequency(states, State.DAMAGED);
    if (damaged > 0) {
      return damaged + " of " + Words.count(states.size(), "file") + " damaged.";
    }
    if (!states.contains(State.READABLE)) {
      return "All whole.";
    }
    return states.contains(State.WHOLE)
        ? "Nothing damaged; what is only readable carries no sums."
        : "All readable; there are no sums to hold them against.";
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      var found =
          files
              .filter(file -> name(file).matches(".*\\.(safetensors|json|jsonl)|report\\.html"))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!found.isEmpty()) {
        found.addAll(expected(folder));
      }
      return List.copyOf(found);
    }
  }

  /** What a run must have, whether it is there or not; a finished one has more. */
  private static Set<Path> expected(Path folder) {
    Path record = folder.resolve("run.json");
    Set<Path> expected = new TreeSet<>(Set.of(record));
    try {
      JsonObject json = Json.readObject(record);
      if (json.has("figures")) {
        expected.add(folder.resolve("metrics.jsonl"));
        if (!json.object("figures").has("folds")) {
          expected.add(folder.resolve("model.safetensors"));
        }
      }
      if (json.has("sums") && json.object("sums").has("report.html")) {
        expected.add(folder.resolve("report.html"));
      }
    } catch (DataException | UncheckedIOException e) {
      return expected; // what is wrong with it is said of itself
    }
    return expected;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Verdict verdict(Path file) {
    if (!Files.exists(file)) {
      return new Verdict(State.DAMAGED, "is missing");
    }
    try {
      return name(file).matches(".*\\.(json|jsonl|html)") ? text(file) : tensors(file);
    } catch (DataException | UncheckedIOException | UserError e) {
      String words = String.valueOf(e.getMessage());
      return new Verdict(State.DAMAGED, words.replace(file + ": ", ""));
    }
  }

  private static Verdict tensors(Path file) {
    var found = SafeTensors.verify(file);
    if (!found.damaged().isEmpty()) {
      return new Verdict(State.DAMAGED, "damaged in " + String.join(", ", found.damaged()));
    }
    String size = Words.count(found.tensors(), "tensor");
    return found.sums() == 0
        ? new Verdict(State.READABLE, size + ", written without sums to hold them against")
        : new Verdict(State.WHOLE, size);
  }

  private static Verdict text(Path file) {
    var sum = RecordSums.of(file);
    if (sum == RecordSums.Verdict.DAMAGED) {
      String where = name(file).equals("run.json") ? "in it" : "in run.json";
      return new Verdict(State.DAMAGED, "has another SHA-256 than the one " + where);
    }
    String words = "";
    if (name(file).endsWith(".json")) {
      Json.readObject(file);
    } else if (name(file).endsWith(".jsonl")) {
      words = Words.count(Json.readLines(file, false, line -> {}), "line");
    }
    return new Verdict(sum == RecordSums.Verdict.WHOLE ? State.WHOLE : State.READABLE, words);
  }

  private void print(Path file, Verdict verdict, int width) {
    String state = verdict.state.name();
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.toString());
      line.put("state", state.toLowerCase(Locale.ROOT));
      line.put("words", verdict.words);
      Terminal.out().println(Json.text(line));
      return;
    }
    String name = name(file) + " ".repeat(width - name(file).length());
    String shown = verdict.state == State.DAMAGED ? state : state.toLowerCase(Locale.ROOT);
    Terminal.out().println((name + "  " + Words.format("%-10s", shown) + verdict.words).strip());
  }
}
