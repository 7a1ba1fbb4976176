package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;
import org.jacobi.data.Sha256;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of the files of a run that are text, as its {@code run.json} holds them: that of
 * itself under {@code sum}, computed with 64 zeros in its place, and those of the others by name
 * under {@code sums} once the run is through.
 */
public final class RecordSums {
  static final String OF_FILES = "sums";
  private static final String OWN = "sum";
  private static final String ZEROS = "0".repeat(64);

  private RecordSums() {}

  /** What the sums say of a file. */
  public enum Verdict {
    /** It has the bytes that were written. */
    WHOLE,
    /** It has others. */
    DAMAGED,
    /** There is no sum to hold it against. */
    UNKNOWN
  }

  /** A record as text that holds its own sum. */
  static String sealed(Map<String, Object> record) {
    Map<String, Object> all = new LinkedHashMap<>(record);
    all.put(OWN, ZEROS);
    String open = Json.indented(all) + "\n";
    return open.replace(entry(ZEROS), entry(sum(open)));
  }

  private static String entry(String sum) {
    return '"' + OWN + "\": \"" + sum + '"';
  }

  private static String sum(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of those that are there, by name. */
  static Map<String, Object> of(List<Path> files) {
    Map<String, Object> sums = new LinkedHashMap<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        sums.put(String.valueOf(file.getFileName()), sum(file));
      }
    }
    return sums;
  }

  private static String sum(Path file) {
    try {
      ReadLimits.requireRegular(file);
      return Sha256.of(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UncheckedIOException unreadable(Path file, IOException cause) {
    return new UncheckedIOException(file + ": cannot be read: " + cause.getMessage(), cause);
  }

  /**
   * Holds a {@code run.json}, or a file beside one, against its sum. The sums of a record that is
   * damaged itself are not believed.
   *
   * @throws DataException if it is a {@code run.json}, but no JSON
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Verdict of(Path file) {
    Path record = file.resolveSibling("run.json");
    if (record.equals(file)) {
      return ofRecord(record, Json.readObject(record));
    }
    String name = String.valueOf(file.getFileName());
    String expected = Files.isRegularFile(record) ? recorded(record, name) : null;
    String found = sum(file);
    return expected == null ? Verdict.UNKNOWN : verdict(expected.equals(found));
  }

  private static Verdict verdict(boolean isWhole) {
    return isWhole ? Verdict.WHOLE : Verdict.DAMAGED;
  }

  private static Verdict ofRecord(Path record, JsonObject json) {
    if (!json.has(OWN)) {
      return Verdict.UNKNOWN;
    }
    try {
      String text = Files.readString(record);
      String own = json.string(OWN);
      return verdict(sum(text.replace(entry(own), entry(ZEROS))).equals(own));
    } catch (IOException e) {
      throw unreadable(record, e);
    }
  }

  private static @Nullable String recorded(Path record, String name) {
    try {
      JsonObject json = Json.readObject(record);
      return json.has(OF_FILES)
              && json.object(OF_FILES).has(name)
              && ofRecord(record, json) == Verdict.WHOLE
          ? json.object(OF_FILES).string(name)
          : null;
    } catch (DataException e) {
      return null; // which is a fault of the record, and of no other file
    }
  }
}
