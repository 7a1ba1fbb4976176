package org.jacobi.cpu.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jacobi.io.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked files of a platform. Each is held against its SHA-256 when it is written. Later
 * starts hold its size, times, owner and inode against those that were noted then, and read it
 * again only if one of them differs: hashing 90 MB takes a quarter of a second.
 */
final class LibraryCache {
  private static final int BUFFER = 1 << 16;

  /** Temporary files of processes that were killed are removed after this time. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path folder;
  private final Source source;

  /** Opens a packed file. */
  @FunctionalInterface
  interface Source {
    /** The packed bytes, or null if the jar is not there. */
    @Nullable InputStream open(LibraryFile file) throws IOException;
  }

  LibraryCache(Path root, String platform, Source source) {
    this.folder = root.resolve("native", "dnnl-" + LibraryFile.VERSION + "-" + platform);
    this.source = source;
  }

  /** The place of a file, whole and unchanged. Two processes may do this at once. */
  Path find(LibraryFile file) throws UnusableException {
    CacheFolder.prepare(folder);
    try {
      prepare(file);
    } catch (IOException | UncheckedIOException e) {
      throw CacheFolder.cannotWrite(folder, e);
    }
    return folder.resolve(file.name());
  }

  /** Removes what was unpacked, where it is of no use. */
  void remove(LibraryFile file) {
    try {
      Files.deleteIfExists(folder.resolve(file.name()));
      Files.deleteIfExists(noteOf(file));
    } catch (IOException e) {
      return; // it only takes room
    }
  }

  private void prepare(LibraryFile file) throws IOException, UnusableException {
    var path = folder.resolve(file.name());
    boolean there = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    if (there && CacheFolder.marks(path).equals(notedMarks(file))) {
      return;
    }
    if (!there || !isWhole(path, file)) {
      removeAbandoned();
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(path); // a link would be followed
      }
      unpack(file, path);
    }
    note(file, CacheFolder.marks(path));
  }

  private static boolean isWhole(Path path, LibraryFile file) throws IOException {
    if (Files.size(path) != file.bytes()) {
      return false;
    }
    try (var in = Files.newInputStream(path)) {
      return copy(in, OutputStream.nullOutputStream(), file.bytes()).equals(file.sha256());
    }
  }

  private void unpack(LibraryFile file, Path path) throws IOException, UnusableException {
    try (var in = source.open(file)) {
      if (in == null) {
        throw new UnusableException(
            "the jar of oneDNN for this platform is not on the class path or the module path: add "
                + file.jar()
                + " (Maven: org.bytedeco:dnnl:"
                + LibraryFile.VERSION
                + ":"
                + file.platform()
                + ")");
      }
      AtomicFile.write(
          path,
          out -> {
            if (!copy(in, out, file.bytes()).equals(file.sha256())) {
              throw new WrongContentException();
            }
          });
    } catch (WrongContentException e) {
      throw new UnusableException(
          file.name()
              + " in the jar of oneDNN is not the published one of version "
              + LibraryFile.VERSION
              + " (its SHA-256 differs); put "
              + file.jar()
              + " from Maven Central in its place",
          e);
    }
  }

  private static final class WrongContentException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** Copies at most one byte more than expected, and gives back the SHA-256. */
  private static String copy(InputStream in, OutputStream out, long expected) throws IOException {
    var digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long count = 0;
    for (int n = in.read(buffer); n >= 0 && count <= expected; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      out.write(buffer, 0, n);
      count += n;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path noteOf(LibraryFile file) {
    return folder.resolve(file.name() + ".verified");
  }

  private @Nullable String notedMarks(LibraryFile file) {
    try {
      var text = Files.readString(noteOf(file), StandardCharsets.UTF_8);
      var prefix = file.sha256() + "\n";
      return text.startsWith(prefix) ? text.substring(prefix.length()) : null;
    } catch (IOException e) {
      return null; // no note: the file is read
    }
  }

  /** Where no note can be written, the next start reads the file again. */
  private void note(LibraryFile file, String marks) {
    try {
      AtomicFile.write(noteOf(file), file.sha256() + "\n" + marks);
    } catch (UncheckedIOException e) {
      return;
    }
  }

  private void removeAbandoned() throws IOException {
    var limit = Instant.now().minus(ABANDONED);
    try (var stream = Files.newDirectoryStream(folder, ".jacobi-*.tmp")) {
      for (var temporary : stream) {
        if (isOlder(temporary, limit)) {
          Files.deleteIfExists(temporary);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      return false; // another process has just given it its name
    }
  }
}
