package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jacobi.data.KnownData;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.ModelFile;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What lies in the folder of a run, for commands that read it. */
final class RunFiles {
  private RunFiles() {}

  /**
   * The record of a run: {@code run.json} of a folder, or what a model file carries.
   *
   * @throws UserError if there is none
   */
  static JsonObject record(String run) {
    Path place = SourceFinder.path(run);
    if (Files.isRegularFile(place) && !place.toString().endsWith(".json")) {
      var record = ModelFile.load(place).info().run();
      if (record.isEmpty()) {
        throw new UserError(place + " carries no record of its run");
      }
      return JsonObject.of(record, place + ", record of the run");
    }
    Path file = Files.isDirectory(place) ? place.resolve("run.json") : place;
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          Files.isDirectory(place)
              ? place + " has no run.json, so it is no run"
              : place + ": there is no such run" + SourceFinder.nearFile(place));
    }
    return Json.readObject(file);
  }

  /** The arguments of {@code jacobi train} that made a run, without where it was put. */
  static Arguments arguments(String run, JsonObject record) {
    if (!record.has("arguments")) {
      throw new UserError(
          run + " was made by an earlier version, which has not kept all that is needed");
    }
    var line = new Arguments(record.strings("arguments"));
    line.remove("--json", false);
    line.remove("--debug", false);
    line.remove("--out", true);
    if (!line.isTraining()) {
      throw new UserError(run + ": the arguments in its record are not those of jacobi train");
    }
    return line;
  }

  /**
   * The arguments with files where they are: one that is not found here, but in the folder in which
   * the command ran, is taken from there.
   *
   * @throws UserError if one is in neither
   */
  static List<String> found(String run, JsonObject record, List<String> arguments) {
    String place = record.string("directory", "");
    if (place.isEmpty()) {
      return arguments; // of an earlier version
    }
    Path directory = SourceFinder.path(place);
    var parsed = parsed(run, arguments);
    var line = new Arguments(arguments);
    for (String option : List.of("--data", "--from")) {
      if (parsed.hasMatchedOption(option)) {
        String text = parsed.matchedOption(option).originalStringValues().getLast();
        line.set(option, found(run, directory, text));
      }
    }
    var all = new ArrayList<>(line.all());
    if (parsed.hasMatchedPositional(0)) {
      String data = parsed.matchedPositional(0).originalStringValues().getFirst();
      if (KnownData.all().stream().noneMatch(set -> set.name().equals(data))) {
        exchange(run, all, data, found(run, directory, data));
      }
    }
    return List.copyOf(all);
  }

  private static String found(String run, Path directory, String text) {
    Path here = SourceFinder.path(text);
    if (here.isAbsolute() || Files.exists(here)) {
      return text;
    }
    Path there = directory.resolve(here);
    if (Files.exists(there)) {
      return there.toString();
    }
    throw new UserError(
        run
            + " was made from "
            + text
            + ", which lies neither here nor in "
            + directory
            + ", where it was made");
  }

  /** Exchanges the operand; an option may have the same words as its value. */
  private static void exchange(String run, List<String> all, String before, String after) {
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).equals(before)) {
        all.set(i, after);
        if (parsed(run, all).matchedPositional(0).originalStringValues().contains(after)) {
          return;
        }
        all.set(i, before);
      }
    }
  }

  private static ParseResult parsed(String run, List<String> arguments) {
    return parsed(run, new TrainCommand(), arguments);
  }

  private static ParseResult parsed(String run, TrainCommand train, List<String> arguments) {
    try {
      return new CommandLine(train)
          .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserError(run + ": the arguments in its record: " + e.getMessage());
    }
  }

  /** The command with these arguments, of which the first is its name. */
  static TrainCommand training(String run, List<String> arguments) {
    var train = new TrainCommand();
    parsed(run, train, arguments);
    return train;
  }
}
