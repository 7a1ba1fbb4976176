package org.jacobi.cpu.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the library is unpacked to: a folder that nobody but the user may write to. */
final class CacheFolder {
  static final String HOW_TO_CHOOSE =
      "name another folder by the environment variable JACOBI_CACHE or by -Djacobi.cache=FOLDER";

  private static final List<String> UNIX_MARKS =
      List.of("ctime", "ino", "lastModifiedTime", "mode", "size", "uid");
  private static final List<String> OTHER_MARKS =
      List.of("creationTime", "lastModifiedTime", "size");

  private CacheFolder() {}

  /**
   * The user's cache: {@code -Djacobi.cache}, else {@code $JACOBI_CACHE}, else what the operating
   * system provides for it.
   *
   * @param property system properties by name, null where not set
   * @param environment environment variables by name, null where not set
   */
  static Path root(
      UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment)
      throws UnusableException {
    var chosen = first(property.apply("jacobi.cache"), environment.apply("JACOBI_CACHE"));
    if (chosen != null) {
      return path(chosen).toAbsolutePath();
    }
    var system = first(property.apply("os.name"), "");
    var name = system == null ? "" : system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      var local = absolute(environment.apply("LOCALAPPDATA"));
      return (local == null ? home(property).resolve("AppData", "Local") : local).resolve("jacobi");
    }
    if (name.startsWith("mac")) {
      return home(property).resolve("Library", "Caches", "jacobi");
    }
    var cache = absolute(environment.apply("XDG_CACHE_HOME"));
    return (cache == null ? home(property).resolve(".cache") : cache).resolve("jacobi");
  }

  private static Path home(UnaryOperator<@Nullable String> property) throws UnusableException {
    var home = absolute(property.apply("user.home"));
    if (home == null || !Files.isDirectory(home)) {
      throw new UnusableException(
          "the user has no home folder in which oneDNN could be unpacked; " + HOW_TO_CHOOSE);
    }
    return home;
  }

  private static @Nullable String first(@Nullable String a, @Nullable String b) {
    return a != null && !a.isEmpty() ? a : b != null && !b.isEmpty() ? b : null;
  }

  /** Null where it is not set or relative, which the XDG specification wants to be ignored. */
  private static @Nullable Path absolute(@Nullable String text) throws UnusableException {
    var path = text == null || text.isEmpty() ? null : path(text);
    return path != null && path.isAbsolute() ? path : null;
  }

  private static Path path(String text) throws UnusableException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UnusableException(
          "the cache folder " + text + " is no path on this system; " + HOW_TO_CHOOSE, e);
    }
  }

  /**
   * Makes the folder with what leads to it, for the user alone, or checks the one that is there.
   */
  static void prepare(Path folder) throws UnusableException {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        create(folder);
      }
      check(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  static UnusableException cannotWrite(Path folder, Exception cause) {
    return new UnusableException(
        "oneDNN cannot be unpacked into "
            + folder
            + " ("
            + (cause instanceof UncheckedIOException ? cause.getMessage() : cause)
            + "); make the folder writable for this user, or "
            + HOW_TO_CHOOSE,
        cause);
  }

  private static void create(Path folder) throws IOException {
    if (!hasPosixRights(folder)) {
      Files.createDirectories(folder);
      return;
    }
    var forUser =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(folder, forUser);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, or there is a file of that name: check() tells.
      return;
    }
  }

  private static boolean hasPosixRights(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static void check(Path folder) throws IOException, UnusableException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (!hasPosixRights(folder)) {
      return;
    }
    var attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!belongsToUser(folder)) {
      throw new UnusableException(
          "the folder "
              + folder
              + ", from which oneDNN would be loaded, belongs to another user ("
              + attributes.owner().getName()
              + "); "
              + HOW_TO_CHOOSE);
    }
    var rights = attributes.permissions();
    if (rights.contains(PosixFilePermission.GROUP_WRITE)
        || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new UnusableException(
          "the folder "
              + folder
              + ", from which oneDNN would be loaded, is writable by other users; remove it, or"
              + " take the rights away: chmod 700 "
              + folder);
    }
  }

  private static boolean belongsToUser(Path path) throws IOException {
    var owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner.equals(userId(path));
  }

  /** The number of the user this process runs as: that of what it owns or makes. */
  private static Object userId(Path folder) throws IOException {
    var self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return Files.getAttribute(self, "unix:uid");
    }
    var probe = Files.createTempFile(folder, ".user-", ".tmp");
    try {
      return Files.getAttribute(probe, "unix:uid");
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** Size, times, owner and number of a file, by which a change shows without reading it. */
  static String marks(Path file) throws IOException {
    boolean posix = hasPosixRights(file);
    var names = posix ? UNIX_MARKS : OTHER_MARKS;
    var query = (posix ? "unix:" : "") + String.join(",", names);
    var values = Files.readAttributes(file, query, LinkOption.NOFOLLOW_LINKS);
    var text = new StringBuilder();
    for (var name : names) {
      text.append(' ').append(values.get(name));
    }
    return text.substring(1);
  }
}
