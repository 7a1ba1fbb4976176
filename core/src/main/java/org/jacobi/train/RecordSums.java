package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.DataException;
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

  /** A record as text that holds its own sum. */
  static String sealed(Map<String, Object> record) {
    Map<String, Object> all = new LinkedHashMap<>(record);
    all.remove(OWN);
    all.put(OWN, ZEROS); // the last entry
    String open = Json.indented(all) + "\n";
    return exchanged(open, ZEROS, sum(open));
  }

  private static String sum(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }

  private static String exchanged(String text, String before, String after) {
    int at = text.lastIndexOf(before);
    return text.substring(0, at) + after + text.substring(at + before.length());
  }

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
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Holds a {@code run.json}, or a file beside one, against its sum.
   *
   * @return true if it has the bytes that were written, null if there is no sum to hold it against
   * @throws DataException if it is a {@code run.json}, but no JSON
   * @throws UncheckedIOException if a file cannot be read
   */
  public static @Nullable Boolean isWhole(Path file) {
    Path record = file.resolveSibling("run.json");
    if (!Files.isRegularFile(record)) {
      return null;
    }
    if (record.equals(file)) {
      String own = Json.readObject(record).string(OWN, "");
      return own.isEmpty() ? null : isSealed(record, own);
    }
    String sum = recorded(record, String.valueOf(file.getFileName()));
    return sum == null ? null : (Boolean) sum.equals(sum(file));
  }

  private static @Nullable String recorded(Path record, String name) {
    try {
      JsonObject json = Json.readObject(record);
      return json.has(OF_FILES) && json.object(OF_FILES).has(name)
          ? json.object(OF_FILES).string(name)
          : null;
    } catch (DataException e) {
      return null; // which is a fault of the record, and no other file's
    }
  }

  private static boolean isSealed(Path record, String own) {
    try {
      String text = Files.readString(record);
      return own.length() == ZEROS.length() && sum(exchanged(text, own, ZEROS)).equals(own);
    } catch (IOException e) {
      throw new UncheckedIOException(record + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
