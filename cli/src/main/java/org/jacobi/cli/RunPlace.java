package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jacobi.io.AtomicFile;
import org.jacobi.train.CheckpointFolder;
import org.jacobi.train.RunFolder;
import org.jspecify.annotations.Nullable;

/** The folder of a run while it is made: a run that fails leaves things as they were. */
final class RunPlace {
  private static final String RUNS = "runs";

  private final List<Path> made;
  private final RunFolder folder;
  private final RunLock lock;
  private final byte @Nullable [] metricsBefore;
  private final byte @Nullable [] recordBefore;

  /** Makes the folder where it is missing. */
  RunPlace(Path place) {
    this(place, missing(place));
  }

  private RunPlace(Path place, List<Path> made) {
    this.made = made;
    RunLock own = null;
    try {
      folder = new RunFolder(place);
      own = RunLock.of(place);
      AtomicFile.tidy(place);
      metricsBefore = content(folder.metrics());
      recordBefore = content(folder.record());
      lock = own;
    } catch (IOException | RuntimeException e) {
      if (own != null) {
        own.close();
      }
      removeMade();
      throw e instanceof RuntimeException fault ? fault : new UserError(String.valueOf(e));
    }
  }

  private static byte @Nullable [] content(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
  }

  /** {@code runs/NAME-N} with the next free number, made at once: another run gets another one. */
  static RunPlace next(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    for (int i = 1; ; i++) {
      Path place = Path.of(RUNS, plain + "-" + i);
      List<Path> missing = missing(place);
      if (missing.isEmpty()) {
        continue;
      }
      try {
        new RunFolder(Path.of(RUNS));
        Files.createDirectory(place);
        return new RunPlace(place, missing);
      } catch (FileAlreadyExistsException e) {
        // By a run that has started at the same moment: try the next number.
      } catch (IOException e) {
        throw new UserError("cannot make the folder " + place + ": " + e.getMessage());
      }
    }
  }

  private static List<Path> missing(Path place) {
    List<Path> folders = new ArrayList<>();
    for (Path at = place.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
      folders.add(at);
    }
    return folders;
  }

  RunFolder folder() {
    return folder;
  }

  /** Another process may have the folder. */
  void release() {
    lock.close();
  }

  /**
   * Puts checkpoints of an earlier run where nobody takes them for this one's, until it is through.
   */
  void setAside() {
    for (var entry : new CheckpointFolder(folder.path()).all()) {
      move(entry.file(), aside().resolve(entry.file().getFileName()));
    }
  }

  /** This run is through: what was set aside goes. */
  void forgetAside() {
    try {
      for (var entry : new CheckpointFolder(aside()).all()) {
        Files.deleteIfExists(entry.file());
      }
      Files.deleteIfExists(aside());
    } catch (IOException e) {
      Terminal.warn("cannot tidy up " + aside());
    }
  }

  private Path aside() {
    return folder.path().resolve("earlier-checkpoints");
  }

  private static void move(Path from, Path to) {
    try {
      Files.createDirectories(Objects.requireNonNull(to.getParent()));
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserError("cannot move " + from + " to " + to + ": " + e.getMessage());
    }
  }

  /** Removes what this run has written. */
  void rollBack() {
    for (var entry : new CheckpointFolder(aside()).all()) {
      move(entry.file(), folder.path().resolve(entry.file().getFileName()));
    }
    forgetAside();
    putBack(folder.metrics(), metricsBefore);
    putBack(folder.record(), recordBefore);
    release();
    removeMade();
  }

  private static void putBack(Path file, byte @Nullable [] before) {
    try {
      if (before == null) {
        Files.deleteIfExists(file);
      } else {
        write(file, before);
      }
    } catch (IOException | RuntimeException e) {
      Terminal.warn("cannot tidy up " + file);
    }
  }

  private static void write(Path file, byte[] before) throws IOException {
    try {
      AtomicFile.write(file, before);
    } catch (UncheckedIOException e) {
      // On a full disk there may be no room for it beside the new one.
      Files.deleteIfExists(file);
      AtomicFile.write(file, before);
    }
  }

  /** Folders that are not empty stay. */
  private void removeMade() {
    for (Path at : made) {
      try {
        Files.deleteIfExists(at);
      } catch (IOException e) {
        return;
      }
    }
  }
}
