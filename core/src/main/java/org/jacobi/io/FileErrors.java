package org.jacobi.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jacobi.array.Quoted;

/** Turns what the operating system says into one line that names the file and what to do. */
final class FileErrors {
  private FileErrors() {}

  static UncheckedIOException reading(Path file, IOException cause) {
    return new UncheckedIOException(file + ": " + whyNotRead(file, cause), cause);
  }

  static UncheckedIOException writing(Path file, IOException cause) {
    String left = Files.isRegularFile(file) ? " What was in it before is unchanged." : "";
    return new UncheckedIOException(file + ": " + whyNotWritten(file, cause) + left, cause);
  }

  private static String whyNotRead(Path file, IOException cause) {
    if (Files.isDirectory(file)) {
      return "this is a folder, not a file. Name the file in it.";
    }
    if (!Files.exists(file)) {
      return "there is no such file. Check the path; it was looked for at "
          + file.toAbsolutePath()
          + ".";
    }
    if (!Files.isReadable(file)) {
      return "no permission to read it. Check the owner and the rights of the file.";
    }
    return "reading failed (" + reason(cause) + ").";
  }

  private static String whyNotWritten(Path file, IOException cause) {
    String reason = reason(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    var folder = AtomicFile.folderOf(file);
    if (lower.contains("no space left") || lower.contains("not enough space")) {
      return "the disk is full. Free some space or choose another folder.";
    }
    if (lower.contains("quota")) {
      return "the disk quota is used up. Free some space or choose another folder.";
    }
    if (lower.contains("read-only")) {
      return "the disk is mounted read-only. Choose another folder.";
    }
    if (Files.isDirectory(file)) {
      return "this is a folder. Give a file name in it.";
    }
    if (!Files.exists(folder)) {
      return "the folder " + folder + " does not exist. Create it first.";
    }
    if (!Files.isDirectory(folder)) {
      return folder + " is a file, not a folder. Choose another place.";
    }
    if (cause instanceof AccessDeniedException || !Files.isWritable(folder)) {
      return "no permission to write into the folder "
          + folder
          + ". Choose another folder or change its rights.";
    }
    return "writing failed (" + reason + ").";
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException inner && inner.getReason() != null) {
      return Objects.requireNonNull(inner.getReason());
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "not found";
    }
    var message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : Quoted.plain(message, 200);
  }
}
