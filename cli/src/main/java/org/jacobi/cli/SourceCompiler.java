package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Compiles one file of source for a moment. */
final class SourceCompiler {
  private SourceCompiler() {}

  /**
   * Compiles a file into a folder.
   *
   * @return the names of its classes
   * @throws UserError if there is no such file, or it does not compile
   */
  static List<String> compile(Path file, String classPath, Path folder) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserError(file + ": there is no such file" + SourceFinder.nearFile(file));
    }
    ToolProvider compiler =
        ToolProvider.findFirst("javac")
            .orElseThrow(() ->
                new UserError("this Java has no compiler; compile " + file + " with a JDK 25"));
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none"));
    String library = Library.path();
    arguments.addAll(List.of("-p", library, "--add-modules", "org.jacobi,org.jacobi.learn"));
    arguments.addAll(List.of("-cp", classPath, "-nowarn", "-Xlint:none", file.toString()));
    var said = new StringWriter();
    var writer = new PrintWriter(said);
    if (compiler.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
      throw new UserError(firstError(said.toString(), file));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(each -> folder.relativize(each).toString())
          .filter(each -> each.endsWith(".class"))
          .map(each -> each.substring(0, each.length() - ".class".length()))
          .map(each -> each.replace(File.separatorChar, '.'))
          .sorted()
          .toList();
    }
  }

  /** Such as {@code Sigmoid.java, line 12: ';' expected}. */
  private static String firstError(String said, Path file) {
    String first = said.lines().findFirst().orElse("it does not compile");
    String prefix = file + ":";
    return first.startsWith(prefix)
        ? first.substring(prefix.length()).replaceFirst("^(\\d+): error: ", file + ", line $1: ")
        : file + ": " + first.replaceFirst("^error: ", "");
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
