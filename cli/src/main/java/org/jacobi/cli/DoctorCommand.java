package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jacobi.cli.DoctorProcess.Answer;
import org.jacobi.learn.doctor.DoctorTexts;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi doctor}. */
@Command(
    name = "doctor",
    description = {
      "Examines a layer, loss, optimizer, initial distribution or source of batches written by hand:"
          + " names the mistake, shows the numbers, and gives the mended formula.",
      "",
      "The class extends ManualLayer, ManualLoss, ManualOptimizer, ManualInit or ManualBatches, and"
          + " has a constructor without arguments. It runs in a process of its own; what it prints"
          + " is not shown.",
      "",
      "Exit code: 0 if nothing is wrong, 1 if mistakes were found, 2 if the class cannot be examined.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi doctor MySigmoid.java                   all such classes of a file",
      "  jacobi doctor MySigmoid --classpath target/classes",
      "  jacobi doctor net.MyLoss --classpath app.jar:lib.jar --lang zh",
    })
final class DoctorCommand implements Callable<Integer> {
  private static final double DEFAULT_TIMEOUT = 30;
  private static final double LONGEST = 86_400;

  @Parameters(index = "0", paramLabel = "CLASS|FILE.java", description = "What to examine.")
  private String patient = "";

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description =
          "Folders and jars with the class, as for java -cp; at first the current folder.")
  private String classPath = ".";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the examination of a class may take; at first 30.")
  private double timeout = DEFAULT_TIMEOUT;

  @Mixin private final LanguageOption language = new LanguageOption();

  @Option(names = "--json", description = "Print one JSON object for each class, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return language.in(this::run);
  }

  private int run(Locale locale) throws IOException, InterruptedException {
    if (!(timeout > 0 && timeout <= LONGEST)) {
      String given = String.valueOf(timeout).replaceFirst("\\.0$", "");
      throw new UserError(DoctorTexts.of(locale, "error.timeout", given));
    }
    Duration limit = Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
    var process = new DoctorProcess(limit, locale, json);
    if (!patient.endsWith(".java")) {
      Path folder = SourceFinder.path(patient);
      if (Files.isDirectory(folder)) {
        throw new UserError(ClassPath.folder(folder, locale));
      }
      var path = new ClassPath(classPath);
      Answer answer = process.examine(path.find(patient), path.text(), true);
      Terminal.out().println(answer.text());
      return answer.code();
    }
    Path folder = Files.createTempDirectory("jacobi-doctor");
    try {
      Path file = SourceFinder.path(patient);
      List<String> names = SourceCompiler.compile(file, classPath, folder, locale);
      int code = all(process, names, folder + File.pathSeparator + classPath);
      if (code < 0) {
        throw new UserError(DoctorTexts.of(locale, "error.none", patient));
      }
      return code;
    } finally {
      SourceCompiler.delete(folder);
    }
  }

  /** Prints each answer as it comes, and gives the largest exit code; −1 without a patient. */
  private int all(DoctorProcess process, List<String> names, String path)
      throws IOException, InterruptedException {
    int largest = -1;
    boolean printed = false;
    for (String name : names) {
      try {
        Answer answer = process.examine(name, path, false);
        if (answer.code() == DoctorChild.NO_PATIENT) {
          continue;
        }
        Terminal.out().print(printed && !json ? "\n\n" : "");
        Terminal.out().println(answer.text());
        printed = true;
        largest = Math.max(largest, answer.code());
      } catch (UserError e) {
        Terminal.warn(String.valueOf(e.getMessage())); // the others can be examined all the same
        largest = ExitCode.USAGE;
      }
    }
    return largest;
  }
}
