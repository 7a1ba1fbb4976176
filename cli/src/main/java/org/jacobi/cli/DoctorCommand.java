package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jacobi.cli.DoctorProcess.Answer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--lang", paramLabel = "en|zh", description = "English or Chinese.")
  private @Nullable String language;

  @Option(names = "--json", description = "Print one JSON object for each class, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(timeout > 0 && timeout <= LONGEST)) {
      throw Choices.wrong("--timeout", "a number of seconds above 0, up to 86400", timeout);
    }
    Locale locale = locale();
    Duration limit = Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
    var process = new DoctorProcess(limit, locale, json);
    if (!patient.endsWith(".java")) {
      var path = new ClassPath(classPath);
      return print(List.of(process.examine(path.find(patient), path.text(), true)));
    }
    Path folder = Files.createTempDirectory("jacobi-doctor");
    try {
      List<String> names = SourceCompiler.compile(SourceFinder.path(patient), classPath, folder);
      return print(all(process, names, folder + File.pathSeparator + classPath));
    } finally {
      SourceCompiler.delete(folder);
    }
  }

  private List<Answer> all(DoctorProcess process, List<String> names, String path)
      throws IOException, InterruptedException {
    List<Answer> all = new ArrayList<>();
    for (String name : names) {
      Answer answer = process.examine(name, path, false);
      if (answer.code() != DoctorChild.NO_PATIENT) {
        all.add(answer);
      }
    }
    if (all.isEmpty()) {
      throw new UserError(
          patient
              + ": no class here extends ManualLayer, ManualLoss, ManualOptimizer, ManualInit or"
              + " ManualBatches");
    }
    return all;
  }

  private Locale locale() {
    if (language == null) {
      return Locale.getDefault();
    }
    return switch (language) {
      case "en" -> Locale.ENGLISH;
      case "zh" -> Locale.SIMPLIFIED_CHINESE;
      default -> throw Choices.unknown("--lang", language, List.of("en", "zh"));
    };
  }

  private int print(List<Answer> all) {
    for (int i = 0; i < all.size(); i++) {
      Terminal.out().print(i > 0 && !json ? "\n\n" : "");
      Terminal.out().println(all.get(i).text());
    }
    return all.stream().mapToInt(Answer::code).max().orElse(0);
  }
}
