package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jacobi.data.Sha256;
import org.jacobi.io.JsonObject;
import org.jacobi.train.ModelInfo;

/** What a model says of the data that it was trained on. */
final class Provenance {
  private final JsonObject run;

  Provenance(ModelInfo info) {
    this.run = JsonObject.of(info.run(), "the record in the model");
  }

  /** The record of the run. */
  JsonObject run() {
    return run;
  }

  /** True if there is anything about the data. */
  boolean isKnown() {
    return run.has("data");
  }

  /** The record of the data. */
  JsonObject data() {
    return run.object("data");
  }

  /** True if these are the very files that the model was trained on. */
  boolean isOf(Source source) {
    return isKnown()
        && source.files().stream().map(Provenance::sum).toList().equals(recordedSums());
  }

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read any more", e);
    }
  }

  private List<String> recordedSums() {
    List<String> sums = new ArrayList<>();
    data().objects("files").forEach(file -> sums.add(file.string("sha256")));
    return sums;
  }

  /** The division of its training. */
  Division division() {
    return new Division(data().number("test_share", Defaults.TEST), null, run.integer("seed"));
  }

  /** True if rows that are for the test now were trained on by the model. */
  boolean hasSeenTestRows(Source source, Division now) {
    return !source.hasTest()
        && isOf(source)
        && (now.seed() != division().seed() || !Objects.equals(division().test(), now.test()));
  }
}
