package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.io.AtomicFile;
import org.jacobi.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run: {@code model.safetensors}, {@code metrics.jsonl} (a line for each epoch,
 * and one at the end), {@code run.json} (how it was made, and the sums of the files), {@code
 * report.html}.
 */
public final class RunFolder {
  private final Path folder;

  /**
   * The folder, made where it is missing.
   *
   * @throws IllegalArgumentException if there is a file at that place, or it cannot be written to
   */
  public RunFolder(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, ".write", ".tmp");
      Files.delete(probe);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "[run folder] " + folder + " is a file, not a folder; choose another place", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "[run folder] cannot write to the folder "
              + folder
              + " ("
              + reason(e)
              + "); choose another place",
          e);
    }
  }

  private static String reason(IOException e) {
    String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }

  /** Its place. */
  public Path path() {
    return folder;
  }

  /** Where the model is. */
  public Path model() {
    return folder.resolve("model.safetensors");
  }

  /** Where the figures of the epochs are. */
  public Path metrics() {
    return folder.resolve("metrics.jsonl");
  }

  /** Where the record of the run is. */
  public Path record() {
    return folder.resolve("run.json");
  }

  /** Where the report is. */
  public Path report() {
    return folder.resolve("report.html");
  }

  /** Writes the record of the run, and its own SHA-256 as the last entry. */
  public void writeRecord(Map<String, Object> record) {
    AtomicFile.write(record(), RecordSums.sealed(record));
  }

  /**
   * Writes the record of a run that is through, with the SHA-256 of the files that carry none
   * themselves.
   *
   * @throws UncheckedIOException if one cannot be read
   */
  public void writeEnd(Map<String, Object> record) {
    Map<String, Object> all = new LinkedHashMap<>(record);
    all.put(RecordSums.OF_FILES, RecordSums.of(List.of(metrics(), report())));
    writeRecord(all);
  }

  /** Starts the file of figures afresh. */
  public void startMetrics() {
    AtomicFile.write(metrics(), "");
  }

  /** Adds a line to the file of figures; where there is room for a part of it only, nothing. */
  public void addMetrics(Map<String, Object> line) {
    var bytes = StandardCharsets.UTF_8.encode(Json.text(line) + "\n");
    try (var file =
        FileChannel.open(metrics(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = file.size();
      try {
        for (long at = end; bytes.hasRemaining(); ) {
          at += file.write(bytes, at);
        }
      } catch (IOException e) {
        file.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + metrics() + ": " + e.getMessage(), e);
    }
  }

  /** An epoch as a line of figures; also what the command line prints with {@code --json}. */
  public static Map<String, Object> line(EpochRecord epoch) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "epoch");
    line.put("epoch", (long) epoch.epoch());
    line.put("step", epoch.step());
    line.put("rate", epoch.rate());
    put(line, "train", epoch.train());
    put(line, "validation", epoch.validation());
    put(line, "test", epoch.test());
    line.put("run_hash", epoch.runHash());
    line.put("seconds", epoch.seconds());
    line.put("waiting_seconds", epoch.waitingSeconds());
    line.put("samples_per_second", epoch.samplesPerSecond());
    return line;
  }

  /**
   * Adds {@code PART_loss} and {@code PART_accuracy} or {@code PART_rmse}; a figure that is NaN or
   * infinite is left out, since JSON has no such numbers.
   */
  public static void put(Map<String, Object> line, String part, @Nullable Scores scores) {
    if (scores != null) {
      put(line, part + "_loss", scores.loss());
      put(line, part + "_" + scores.metricName(), scores.metric());
    }
  }

  private static void put(Map<String, Object> line, String key, double figure) {
    if (Double.isFinite(figure)) {
      line.put(key, figure);
    }
  }
}
