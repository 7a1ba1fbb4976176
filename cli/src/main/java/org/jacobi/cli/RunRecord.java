package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.data.Sha256;
import org.jacobi.io.JsonObject;
import org.jacobi.nn.Param;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.train.Environment;
import org.jacobi.train.History;
import org.jacobi.train.RunFolder;
import org.jspecify.annotations.Nullable;

/** How a run was made, as plain maps: for {@code run.json} and for the model file. */
final class RunRecord {
  private final Map<String, Object> map = new LinkedHashMap<>();
  private final Instant started = Instant.now();

  RunRecord(List<String> arguments) {
    map.put("command", ("jacobi " + Words.quoted(arguments)).strip());
    map.put("arguments", arguments);
    map.put("directory", Path.of("").toAbsolutePath().toString());
    String commit = GitCommit.of(Path.of(""));
    if (commit != null) {
      map.put("git_commit", commit);
    }
    map.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** The times that the run was resumed, and what was different then. */
  RunRecord resumed(List<Map<String, Object>> times) {
    map.put("resumed", times);
    return this;
  }

  /** When the run began that goes on. */
  void startedAt(String time) {
    map.put("started", time);
  }

  /** The record of a run that goes on. */
  Map<String, Object> running() {
    return new LinkedHashMap<>(map);
  }

  /** What was trained on. */
  RunRecord data(Source source, Division division, Parts parts) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", source.name());
    List<Object> files = new ArrayList<>();
    for (Path file : source.files()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("path", file.toAbsolutePath().normalize().toString());
      entry.put("sha256", sha256(file));
      files.add(entry);
    }
    data.put("files", files);
    put(data, "test_share", division.test());
    put(data, "validation_share", division.validation());
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("train", (long) parts.train().rows());
    var validation = parts.validation();
    rows.put("validation", validation == null ? 0L : (long) validation.rows());
    rows.put("test", (long) parts.test().rows());
    data.put("rows", rows);
    map.put("data", data);
    map.put("seed", division.seed());
    return this;
  }

  /**
   * Holds the files of a run against those that it is to be made from again.
   *
   * @throws UserError if one has another content
   */
  static void requireSameFiles(JsonObject record, Source source) {
    if (!record.has("data") || !record.object("data").has("files")) {
      return; // of an earlier version
    }
    List<JsonObject> before = record.object("data").objects("files");
    if (before.size() != source.files().size()) {
      throw new UserError(
          "the run was made from "
              + Words.count(before.size(), "file")
              + ", and "
              + source.name()
              + " has "
              + source.files().size()
              + " now; the run cannot be made again from it");
    }
    for (int i = 0; i < before.size(); i++) {
      Path file = source.files().get(i);
      if (!before.get(i).string("sha256", "").equals(sha256(file))) {
        throw new UserError(
            file
                + " is not the file that the run was made from, which had another SHA-256; the run"
                + " cannot be made again without it");
      }
    }
  }

  private static void put(Map<String, Object> data, String key, @Nullable Object value) {
    if (value != null) {
      data.put(key, value);
    }
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read any more", e);
    }
  }

  /** How it was trained. */
  RunRecord training(Experiment experiment) {
    UnaryLayer model = experiment.trainer().model();
    List<String> layers =
        model instanceof Sequential sequential
            ? sequential.steps().stream().map(UnaryLayer::toString).toList()
            : List.of(model.toString());
    map.put("layers", layers);
    map.put("parameters", model.store().size());
    map.put("frozen", model.params().stream().filter(Param::isFrozen).map(Param::path).toList());
    map.put("loss", experiment.rules().loss().toString());
    map.put("configuration", experiment.trainer().toMap());
    Map<String, Object> environment = Environment.toMap();
    environment.put("threads", (long) experiment.trainer().threads());
    map.put("environment", environment);
    return this;
  }

  /** What came out: figures of the weights that the model holds, and how the run ended. */
  Map<String, Object> figures(History history) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("ended", history.end().name().toLowerCase(Locale.ROOT));
    figures.put("epochs", (long) history.epochs().size());
    figures.put("best_epoch", (long) history.bestEpoch());
    RunFolder.put(figures, "train", history.best().train());
    RunFolder.put(figures, "validation", history.best().validation());
    RunFolder.put(figures, "test", history.best().test());
    figures.put("run_hash", history.runHash());
    figures.put("seconds", seconds());
    long peak = Environment.peakMemory();
    if (peak > 0) {
      figures.put("peak_memory_bytes", peak);
    }
    return figures;
  }

  /** Seconds since the record was begun. */
  double seconds() {
    return started.until(Instant.now(), ChronoUnit.MILLIS) / 1e3;
  }

  /** The whole record with what came out. */
  Map<String, Object> with(Map<String, Object> figures) {
    Map<String, Object> readable = new LinkedHashMap<>(figures);
    readable.replaceAll((key, value) -> readable(value));
    Map<String, Object> all = new LinkedHashMap<>(map);
    all.put("figures", readable);
    return all;
  }

  /** As a text where JSON has no number for it: a loss that overflows must not cost the model. */
  static Object readable(Object value) {
    return value instanceof Double number && !Double.isFinite(number) ? number.toString() : value;
  }
}
