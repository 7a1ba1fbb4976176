package org.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jacobi run}. */
@Command(
    name = "run",
    description = {
      "Runs a program that is a single file, with Jacobi on its path.",
      "",
      "The file may be a compact source file: void main() and, at its top, import module"
          + " org.jacobi;",
      "",
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi run Hello.java",
      "  jacobi run Experiment.java 0.1 20      what follows the file goes to the program",
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
  private String file = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "What the program gets.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path program = SourceFinder.path(file);
    if (!Files.isRegularFile(program)) {
      throw new UserError(file + ": there is no such program" + SourceFinder.nearFile(program));
    }
    if (!file.endsWith(".java")) {
      throw new UserError(file + ": a program is a file whose name ends with .java");
    }
    String options = System.getenv().getOrDefault("JACOBI_JAVA_OPTS", "");
    return new ProcessBuilder(command(options)).inheritIO().start().waitFor();
  }

  /**
   * A program speaks the language of this one, which the launcher may have read from a locale that
   * is not installed, and gets the same options of Java.
   */
  List<String> command(String options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=org.jacobi.cpu",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Duser.language=" + Locale.getDefault().getLanguage()));
    List.of(options.split("\\s+")).stream().filter(word -> !word.isEmpty()).forEach(command::add);
    command.addAll(List.of("-p", Library.path(), "--add-modules", "org.jacobi,org.jacobi.learn"));
    command.add(file);
    command.addAll(arguments);
    return command;
  }
}
