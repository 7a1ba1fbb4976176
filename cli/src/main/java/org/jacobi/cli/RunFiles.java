package org.jacobi.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.ModelFile;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

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

  /**
   * The objects of a file with one on each line.
   *
   * @throws org.jacobi.data.DataException if a line is none
   */
  static List<JsonObject> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return IntStream.range(0, lines.size())
          .mapToObj(i -> Json.parseObject(lines.get(i), file + ", line " + (i + 1)))
          .toList();
    } catch (CharacterCodingException e) {
      throw new UserError(file + ": is no text in UTF-8, so it is damaged");
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read: " + e.getMessage());
    }
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

  /** The command with these arguments, of which the first is its name. */
  static TrainCommand training(String run, List<String> arguments) {
    var train = new TrainCommand();
    try {
      new CommandLine(train)
          .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserError(run + ": the arguments in its record: " + e.getMessage());
    }
    return train;
  }
}
