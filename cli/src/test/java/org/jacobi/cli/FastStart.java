package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/**
 * Lets processes of this program start in two thirds of the time: by an archive of their classes,
 * which Java makes of jars alone.
 */
final class FastStart {
  private static final Path FOLDER = folder();

  private FastStart() {}

  private static Path folder() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path folder = Files.createTempDirectory(target, "start");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class path with a jar in place of each folder. */
  static String jars(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(Path::of)
        .map(part -> Files.isDirectory(part) ? jar(part) : part)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path jar(Path classes) {
    Path jar = FOLDER.resolve(Integer.toHexString(classes.toString().hashCode()) + ".jar");
    try (var files = Files.walk(classes);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Trains a small network once and keeps the classes that this took.
   *
   * @param java the command that starts the program, without arguments
   * @return the option that uses them
   */
  static String archive(List<String> java) {
    Path archive = FOLDER.resolve("classes.jsa");
    List<String> command = new ArrayList<>(java);
    command.add(1, "-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("train", "circle.csv", "--epochs", "2", "--out", "run"));
    try {
      Cli.write(FOLDER.resolve("circle.csv"), Samples.circle());
      Path log = FOLDER.resolve("log.txt");
      int code =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException(Files.readString(log));
      }
      return "-XX:SharedArchiveFile=" + archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
