package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the command line in a process of its own, as people do. */
final class Cli {
  private Cli() {}

  /** Made once, and only where processes are started. */
  private static final class Prepared {
    static final String CLASS_PATH = FastStart.jars(classPath());
    static final String ARCHIVE = FastStart.archive(java("org.jacobi.cli.Main"));
  }

  private static List<String> java(String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xlog:cds=off", // with --enable-native-access a part of the archive is not used
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        Prepared.CLASS_PATH,
        main);
  }

  /** What a process has left: its exit code, standard output and standard error. */
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Result run(Path folder, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("cli", ".out");
    Path err = Files.createTempFile("cli", ".err");
    int code =
        builder(folder, "org.jacobi.cli.Main", arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    var result = new Result(code, Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  /** A process of this program, in a folder. */
  static ProcessBuilder builder(Path folder, String main, String... arguments) {
    List<String> command = new ArrayList<>(java(main));
    command.add(1, Prepared.ARCHIVE);
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JACOBI_CACHE");
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("no-cache").toString());
    builder.environment().put("JACOBI_LIB", library());
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("JACOBI_DATA"); // of those who run the tests
    return builder;
  }

  /**
   * Without the fast kernels: what is tested here does not depend on the machine, and with them the
   * JVM prints a line of its own about incubator modules.
   */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(part -> !part.contains("jacobi-cpu") && !part.contains("dnnl"))
        .filter(
            part -> !part.endsWith("cpu" + File.separator + "target" + File.separator + "classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The parts of the class path that programs run by Jacobi need. */
  private static String library() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(part -> !part.contains("test-classes") && !part.contains("jacobi-cli"))
        .filter(
            part -> !part.endsWith("cli" + File.separator + "target" + File.separator + "classes"))
        .filter(part ->
            Stream.of("core", "learn", "fastcsv", "jackson", "jspecify").anyMatch(part::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** All files and folders below a folder, sorted. */
  static List<String> tree(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
