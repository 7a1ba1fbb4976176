package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jacobi.data.DataException;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
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
      "Each tensor and each header is held against the SHA-256 that was written with it. The exit"
          + " code is 0 if all is whole and 1 if something is damaged.",
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

  private int damaged;

  /** What a file turned out to be. */
  private record Verdict(boolean whole, String words) {}

  @Override
  public Integer call() throws IOException {
    Path place = SourceFinder.path(run);
    List<Path> files = Files.isDirectory(place) ? files(place) : List.of(place);
    if (files.isEmpty()) {
      throw new UserError(place + " holds no files of a run");
    }
    if (!Files.exists(place)) {
      throw new UserError(place + ": there is no such run or file" + SourceFinder.nearFile(place));
    }
    int width = files.stream().mapToInt(file -> name(file).length()).max().orElse(0);
    for (Path file : files) {
      print(file, verdict(file), width);
    }
    if (!json) {
      Terminal.out()
          .println(
              damaged == 0
                  ? "All whole."
                  : damaged + " of " + Words.count(files.size(), "file") + " damaged.");
    }
    return damaged == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> name(file).matches(".*\\.(safetensors|json|jsonl)"))
          .sorted()
          .toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Verdict verdict(Path file) {
    try {
      return name(file).endsWith(".json") || name(file).endsWith(".jsonl")
          ? lines(file)
          : tensors(file);
    } catch (DataException | UncheckedIOException | UserError e) {
      String words = String.valueOf(e.getMessage());
      return new Verdict(false, words.replace(file + ": ", ""));
    }
  }

  private static Verdict tensors(Path file) {
    var found = SafeTensors.verify(file);
    if (!found.damaged().isEmpty()) {
      return new Verdict(false, "damaged in " + String.join(", ", found.damaged()));
    }
    String size = Words.count(found.tensors(), "tensor");
    return new Verdict(
        true, found.sums() == 0 ? size + ", written without sums to hold them against" : size);
  }

  private static Verdict lines(Path file) {
    if (name(file).endsWith(".json")) {
      Json.readObject(file);
      return new Verdict(true, "");
    }
    var lines = RunFiles.lines(file);
    return new Verdict(true, Words.count(lines.size(), "line"));
  }

  private void print(Path file, Verdict verdict, int width) {
    damaged += verdict.whole ? 0 : 1;
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.toString());
      line.put("whole", verdict.whole);
      line.put("words", verdict.words);
      Terminal.out().println(Json.text(line));
      return;
    }
    String name = name(file) + " ".repeat(width - name(file).length());
    Terminal.out()
        .println(
            (name + "  " + (verdict.whole ? "whole    " : "DAMAGED  ") + verdict.words).strip());
  }
}
