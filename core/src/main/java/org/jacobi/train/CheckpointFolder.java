package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jacobi.data.DataException;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a folder: {@code checkpoint-STEP.safetensors}. */
public final class CheckpointFolder {
  /** Before the names of the tensors that hold the epochs so far, and how long they took. */
  public static final String HISTORY = "history/";

  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})\\.safetensors");

  private final Path folder;

  /** Those of this folder, which need not exist. */
  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A checkpoint.
   *
   * @param step after which it was written
   * @param file where it is
   */
  public record Entry(long step, Path file) {}

  /** Where the checkpoint of a step belongs. */
  public Path file(long step) {
    return folder.resolve(String.format(Locale.ROOT, "checkpoint-%08d.safetensors", step));
  }

  /**
   * All of them, whole or not, the newest first.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public List<Entry> all() {
    List<Entry> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (var files = Files.list(folder)) {
      files.forEach(file -> {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(new Entry(Long.parseLong(name.group(1)), file));
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be read: " + e.getMessage(), e);
    }
    found.sort(Comparator.comparingLong(Entry::step).reversed());
    return found;
  }

  /**
   * The last one that is whole.
   *
   * @param damaged takes what is wrong with later ones, a line each
   * @return null if there is none
   * @throws UncheckedIOException if one cannot be read: it may be whole
   * @throws DataException if one is whole, but not for this version of Jacobi
   */
  @Nullable CheckpointFile lastWhole(List<String> damaged) {
    for (Entry entry : all()) {
      TensorFile content;
      try {
        content = SafeTensors.read(entry.file());
      } catch (DataException e) {
        damaged.add(String.valueOf(e.getMessage()));
        continue;
      }
      return CheckpointFile.of(entry.file(), content);
    }
    return null;
  }

  /**
   * Deletes all but the newest ones, the one that was just written, and that of the best epoch.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  void prune(int keep, long written, long best) {
    all().stream()
        .skip(keep)
        .filter(entry -> entry.step() != written && entry.step() != best)
        .forEach(CheckpointFolder::delete);
  }

  /**
   * Deletes those after a step: a run that went on from an earlier one writes them anew.
   *
   * @throws UncheckedIOException if one cannot be deleted: later it would be taken for the last
   */
  void forgetAfter(long step) {
    all().stream().filter(entry -> entry.step() > step).forEach(CheckpointFolder::delete);
  }

  /**
   * Deletes all but that of one step.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  void keepOnly(long step) {
    all().stream().filter(entry -> entry.step() != step).forEach(CheckpointFolder::delete);
  }

  private static void delete(Entry entry) {
    try {
      Files.deleteIfExists(entry.file());
    } catch (IOException e) {
      throw new UncheckedIOException(
          entry.file() + ": this checkpoint is to go and cannot be deleted: " + e.getMessage(), e);
    }
  }
}
