package org.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacobi.learn.ManualLayer;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Runs the programs as {@code jacobi run} does: by the source launcher, Jacobi on the module path.
 */
final class Program {
  /** The folder of the programs: Maven runs the tests in it. */
  static final Path FOLDER = Path.of("").toAbsolutePath();

  /** The folder of the repository. */
  static final Path ROOT = FOLDER.getParent();

  /** Programs that compute for a while. */
  private static final Set<String> TRAINING =
      Set.of("OwnLayer", "TrainMnist", "TwoLayersByHand", "MnistByHand", "SmallContainer");

  private Program() {}

  /** All programs. */
  static List<Path> all() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Where Jacobi and what it needs lie. */
  static String modulePath() {
    return Stream.of(
            Tensor.class, ManualLayer.class, JsonParser.class, CsvReader.class, Nullable.class)
        .map(Program::place)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a program in a folder until its end, and gives back the lines that it has printed. */
  static List<String> run(Path in, String language, String name, String... arguments)
      throws IOException, InterruptedException {
    var path = List.of("-p", modulePath(), "--add-modules", "org.jacobi,org.jacobi.learn");
    return run(path, in, language, name, arguments);
  }

  /** Runs a program with Jacobi on the class path. */
  static List<String> runOnClassPath(Path in, String name)
      throws IOException, InterruptedException {
    return run(List.of("-cp", modulePath()), in, "en", name);
  }

  private static List<String> run(
      List<String> path, Path in, String language, String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    if (!TRAINING.contains(name)) {
      command.add("-XX:TieredStopAtLevel=1"); // over before the second compiler pays
    }
    command.add("-Duser.language=" + language); // the tests read what the programs print
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
    command.addAll(path);
    command.add(FOLDER.resolve(name + ".java").toString());
    command.addAll(List.of(arguments));
    Path output = in.resolve(name + ".out");
    var process =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(name + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text.lines().toList();
  }
}
