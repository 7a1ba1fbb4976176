package org.jacobi.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file as a whole or not at all: into a temporary file in the same folder, flushed to the
 * disk, then renamed over the old one. After a crash or a power cut there is the old file or the
 * new one, never half of one.
 *
 * <p>If the writing fails, the temporary file is removed and what was there before stays. A process
 * that is killed in the middle may leave a file {@code .jacobi-*.tmp} behind, which can be deleted.
 * A symbolic link is followed, and the new file keeps the rights of the one it replaces.
 */
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  /** Writes the content of a file to a stream, which is buffered and must not be closed. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file with what {@code content} gives. An exception that {@code content} throws is
   * passed on, after the temporary file has been removed.
   *
   * @throws UncheckedIOException if the file cannot be written: the folder is missing or may not be
   *     written to, the disk is full
   */
  public static void write(Path file, Content content) {
    try {
      var target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
      if (Files.isDirectory(target)) {
        throw new IOException("is a folder");
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        into(target, content); // a device or a pipe, which must not be replaced
        return;
      }
      replace(target, content);
    } catch (IOException e) {
      throw FileErrors.writing(file, e);
    }
  }

  /**
   * Writes a file of these bytes.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, byte[] bytes) {
    write(file, out -> out.write(bytes));
  }

  /**
   * Writes a file of this text in UTF-8.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void into(Path target, Content content) throws IOException {
    try (var out =
        new BufferedOutputStream(Files.newOutputStream(target, StandardOpenOption.WRITE), BUFFER)) {
      content.writeTo(out);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    var folder = folderOf(target);
    var temporary = newTemporary(folder);
    boolean done = false;
    try {
      keepRights(target, temporary);
      // Not a FileChannel: it would be closed by an interrupt, and a run that is being stopped
      // must still be able to save.
      try (var raw = new FileOutputStream(temporary.toFile());
          var out = new BufferedOutputStream(raw, BUFFER)) {
        content.writeTo(out);
        out.flush();
        raw.getFD().sync();
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      if (!done) {
        remove(temporary);
      }
    }
    flushFolder(folder);
  }

  /** Without an exception of its own, which would hide the one that says what went wrong. */
  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      return;
    }
  }

  private static Path newTemporary(Path folder) throws IOException {
    long process = ProcessHandle.current().pid();
    while (true) {
      var name = ".jacobi-" + process + "-" + COUNT.getAndIncrement() + ".tmp";
      try {
        return Files.createFile(folder.resolve(name));
      } catch (FileAlreadyExistsException e) {
        // Left by a killed process that had the same number: take the next name.
      }
    }
  }

  /**
   * Deletes what processes that were killed have left in a folder: temporary files of this class
   * whose process is no more.
   */
  public static void tidy(Path folder) {
    try (var files = Files.newDirectoryStream(folder, ".jacobi-*-*.tmp")) {
      for (Path file : files) {
        String process = file.getFileName().toString().split("-", 3)[1];
        if (process.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(process)).isEmpty()) {
          remove(file);
        }
      }
    } catch (IOException e) {
      return; // they harm nobody
    }
  }

  private static void keepRights(Path old, Path fresh) throws IOException {
    var view = Files.getFileAttributeView(old, PosixFileAttributeView.class);
    if (view != null && Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(fresh, view.readAttributes().permissions());
    }
  }

  /**
   * Makes the rename last through a power cut. It has taken place already, and either file is
   * whole, so a file system that cannot flush a folder (Windows, some network disks) is no error.
   */
  private static void flushFolder(Path folder) {
    boolean interrupted = Thread.interrupted();
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static Path folderOf(Path file) {
    var folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
