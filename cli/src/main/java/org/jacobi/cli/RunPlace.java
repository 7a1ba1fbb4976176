package org.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jacobi.io.AtomicFile;
import org.jacobi.train.RunFolder;
import org.jspecify.annotations.Nullable;

/** The folder of a run while it is made: a run that fails leaves things as they were. */
final class RunPlace {
  private static final String RUNS = "runs";

  private final List<Path> made;
  private final RunFolder folder;
  private final byte @Nullable [] metricsBefore;

  /** Makes the folder where it is missing. */
  RunPlace(Path place) {
    made = missing(place);
    try {
      folder = new RunFolder(place);
      metricsBefore =
          Files.isRegularFile(folder.metrics()) ? Files.readAllBytes(folder.metrics()) : null;
    } catch (IOException | RuntimeException e) {
      removeMade();
      throw e instanceof RuntimeException fault ? fault : new UserError(String.valueOf(e));
    }
  }

  /** {@code runs/NAME-N} with the next free number. */
  static Path next(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    for (int i = 1; ; i++) {
      Path place = Path.of(RUNS, plain + "-" + i);
      if (!Files.exists(place)) {
        return place;
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

  /** Removes what this run has written. */
  void rollBack() {
    try {
      byte[] before = metricsBefore;
      // The new file goes first: on a full disk there would be no room for the old one beside it.
      Files.deleteIfExists(folder.metrics());
      if (before != null) {
        AtomicFile.write(folder.metrics(), before);
      }
    } catch (IOException | RuntimeException e) {
      Terminal.warn("cannot tidy up " + folder.metrics());
    }
    removeMade();
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
