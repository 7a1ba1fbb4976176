package org.jacobi.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jacobi.data.ReadLimits;
import org.jspecify.annotations.Nullable;

/** The commit that a working tree stands at, read from the files of git. */
final class GitCommit {
  private static final int LONGEST = 4096;

  private GitCommit() {}

  /** Of the tree that a folder lies in; null where there is none, or it cannot be read. */
  static @Nullable String of(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path git = at.resolve(".git");
      try {
        if (Files.isDirectory(git)) {
          return commit(git, git);
        }
        if (Files.isRegularFile(git)) { // of a second working tree
          Path own = at.resolve(text(git).replaceFirst("^gitdir: ", ""));
          Path common = own.resolve("commondir");
          return commit(own, Files.exists(common) ? own.resolve(text(common)) : own);
        }
      } catch (IOException | RuntimeException e) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable String commit(Path own, Path common) throws IOException {
    String head = text(own.resolve("HEAD"));
    if (!head.startsWith("ref: ")) {
      return commit(head);
    }
    String ref = head.substring(5);
    if (!ref.startsWith("refs/") || ref.contains("..")) {
      return null; // leads out of the folder of git
    }
    Path file = common.resolve(ref);
    if (Files.isRegularFile(file)) {
      return commit(text(file));
    }
    Path packed = common.resolve("packed-refs");
    if (!Files.isRegularFile(packed)) {
      return null; // no commit yet
    }
    try (var lines = Files.lines(packed, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.endsWith(" " + ref))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .findFirst()
          .map(GitCommit::commit)
          .orElse(null);
    }
  }

  private static @Nullable String commit(String text) {
    return text.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? text : null;
  }

  private static String text(Path file) throws IOException {
    ReadLimits.requireRegular(file);
    if (Files.size(file) > LONGEST) {
      throw new IOException(file + " is no file of git");
    }
    return Files.readString(file).strip();
  }
}
