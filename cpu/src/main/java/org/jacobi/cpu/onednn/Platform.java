package org.jacobi.cpu.onednn;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The operating system and the processor, by the names that the published jars use. */
final class Platform {
  private Platform() {}

  /** The platform this virtual machine runs on, such as {@code linux-x86_64}, or null. */
  static @Nullable String current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /** The same from the values of {@code os.name} and {@code os.arch}; null if there is no jar. */
  static @Nullable String of(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String os =
        name.startsWith("linux")
            ? "linux"
            : name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : null;
    String cpu =
        switch (processor.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> null;
        };
    return os == null || cpu == null || LibraryFile.of(os + "-" + cpu).isEmpty()
        ? null
        : os + "-" + cpu;
  }
}
