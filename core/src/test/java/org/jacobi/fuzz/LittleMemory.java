package org.jacobi.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a program in a Java of its own that has little memory. */
public final class LittleMemory {
  private static final long MIB = 1 << 20;

  private LittleMemory() {}

  /**
   * What the program prints, standard error included.
   *
   * @param main of the program
   * @param files its argument
   * @param heap bytes on the heap
   * @param direct bytes outside of it
   */
  public static String run(Class<?> main, Path files, long heap, long direct) throws Exception {
    Path out = Files.createTempFile("little-memory", ".txt");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap / MIB + "m",
                "-Xmn8m", // or a third of the heap could not hold what stays
                "-XX:MaxDirectMemorySize=" + direct / MIB + "m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                files.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would print a line about them
    var process = builder.start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new AssertionError("took more than 120 seconds");
      }
      return Files.readString(out);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
    }
  }
}
