package org.jacobi.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which Jacobi keeps what it can fetch or unpack again: downloads in {@code data},
 * libraries in {@code native}.
 */
public final class UserCache {
  /** How another folder is named: the end of messages. */
  public static final String HOW_TO_CHOOSE =
      "name another folder by the environment variable JACOBI_CACHE or by -Djacobi.cache=FOLDER";

  private UserCache() {}

  /**
   * The folder, which need not be there yet: {@code -Djacobi.cache}, else {@code $JACOBI_CACHE},
   * else {@code $XDG_CACHE_HOME/jacobi} or {@code ~/.cache/jacobi}; on macOS {@code
   * ~/Library/Caches/jacobi}; on Windows {@code %LOCALAPPDATA%\jacobi}. The home folder is Java's
   * {@code user.home}, which the system's list of users names, or {@code $HOME} where nothing can
   * be kept in that one, as in containers that run under any number.
   *
   * @throws DataException if there is no home folder, or a name is no path
   */
  public static Path root() {
    return root(System::getProperty, System::getenv);
  }

  /**
   * {@link #root()} for another system.
   *
   * @param property system properties by name, null where not set
   * @param environment environment variables by name, null where not set
   */
  static Path root(
      UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
    for (String chosen :
        new @Nullable String[] {
          property.apply("jacobi.cache"), environment.apply("JACOBI_CACHE")
        }) {
      if (chosen != null && !chosen.isEmpty()) {
        return path(chosen).toAbsolutePath();
      }
    }
    String name = String.valueOf(property.apply("os.name")).toLowerCase(Locale.ROOT);
    boolean mac = name.startsWith("mac");
    boolean windows = name.startsWith("windows");
    var base =
        mac ? null : absolute(environment.apply(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME"));
    if (base != null) {
      return base.resolve("jacobi");
    }
    var inside =
        windows
            ? Path.of("AppData", "Local")
            : mac ? Path.of("Library", "Caches") : Path.of(".cache");
    var homes =
        Stream.of(absolute(property.apply("user.home")), absolute(environment.apply("HOME")))
            .flatMap(Stream::ofNullable)
            .filter(Files::isDirectory)
            .toList();
    return homes.stream()
        .map(home -> home.resolve(inside).resolve("jacobi"))
        .filter(UserCache::isUsable)
        .findFirst()
        .or(() -> homes.stream().map(home -> home.resolve(inside).resolve("jacobi")).findFirst())
        .orElseThrow(() ->
            new DataException("the user has no home folder for Jacobi's cache; " + HOW_TO_CHOOSE));
  }

  /** Whether it is there, or can be made. */
  private static boolean isUsable(Path folder) {
    for (var at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        // One that is there may have been filled before and be read-only now.
        return Files.isDirectory(at) && (at.equals(folder) || Files.isWritable(at));
      }
    }
    return false;
  }

  /** Null where it is not set or relative, which the XDG specification wants to be ignored. */
  private static @Nullable Path absolute(@Nullable String text) {
    var path = text == null || text.isEmpty() ? null : path(text);
    return path != null && path.isAbsolute() ? path : null;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException(
          "the cache folder " + text + " is no path on this system; " + HOW_TO_CHOOSE, e);
    }
  }
}
