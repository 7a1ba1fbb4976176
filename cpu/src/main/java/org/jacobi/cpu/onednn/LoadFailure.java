package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jacobi.data.UserCache;
import org.jspecify.annotations.Nullable;

/** Why the operating system did not load the library: Java itself does not say. */
final class LoadFailure {
  static final String OLDEST_GLIBC = "2.34";

  static final String NO_GLIBC =
      "oneDNN needs glibc, and this system has another C library (musl, as in Alpine); use an image"
          + " or a distribution with glibc "
          + OLDEST_GLIBC
          + " or newer, such as Debian 12";

  private static final Pattern MISSING_VERSION = Pattern.compile("version `(\\w+_[0-9.]+)' not");
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("(lib[^ :/]+): cannot open shared object file");
  private static final int LAZY = 1;

  private LoadFailure() {}

  /** Whether this process runs on glibc; asks nothing that would need a native call. */
  static boolean hasGlibc() {
    return Linker.nativeLinker().defaultLookup().find("gnu_get_libc_version").isPresent();
  }

  /** Makes a reason of what the system says about a file. */
  static String reason(Path file, @Nullable String message) {
    var text = message == null ? "" : message;
    var version = MISSING_VERSION.matcher(text);
    if (version.find()) {
      boolean glibc = version.group(1).startsWith("GLIBC_");
      return (glibc
              ? "this system's glibc is too old for oneDNN, which needs " + OLDEST_GLIBC
              : "this system's libstdc++ is too old for oneDNN")
          + " ("
          + version.group(1)
          + " is missing); use a newer distribution, such as Debian 12 or Ubuntu 22.04";
    }
    var library = MISSING_LIBRARY.matcher(text);
    if (library.find()) {
      return "oneDNN needs the system library "
          + library.group(1)
          + ", which is not installed; install it (Debian and Ubuntu: the packages libstdc++6 and"
          + " libgcc-s1)";
    }
    if (forbidsExecution(text)) {
      return "the folder "
          + file.getParent()
          + " lies on a disk from which nothing may be executed (mounted noexec); "
          + UserCache.HOW_TO_CHOOSE;
    }
    return "the library "
        + file
        + " cannot be loaded"
        + (text.isEmpty() ? "" : " (" + text + ")")
        + "; remove its folder so that it is unpacked anew, or "
        + UserCache.HOW_TO_CHOOSE;
  }

  /** Whether the file lies where nothing may be executed. */
  static boolean forbidsExecution(@Nullable String message) {
    var lower = message == null ? "" : message.toLowerCase(Locale.ROOT);
    return lower.contains("failed to map segment") || lower.contains("operation not permitted");
  }

  /** Loads the file once more: what dlerror says, or null where there is no such function. */
  @SuppressWarnings("restricted") // foreign functions are what this package is for
  static @Nullable String message(Path file) {
    var linker = Linker.nativeLinker();
    var open = linker.defaultLookup().find("dlopen");
    var error = linker.defaultLookup().find("dlerror");
    if (open.isEmpty() || error.isEmpty()) {
      return null;
    }
    try (var arena = Arena.ofConfined()) {
      var path = arena.allocateFrom(file.toString());
      var handle =
          (MemorySegment)
              linker
                  .downcallHandle(open.get(), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT))
                  .invokeExact(path, LAZY);
      if (handle.address() != 0) {
        return null;
      }
      var message =
          (MemorySegment)
              linker.downcallHandle(error.get(), FunctionDescriptor.of(ADDRESS)).invokeExact();
      return message.address() == 0 ? null : message.reinterpret(Integer.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      return null; // only the wording depends on it
    }
  }
}
