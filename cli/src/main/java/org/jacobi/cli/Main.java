package org.jacobi.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jacobi.train.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the command line starts. */
@Command(
    name = "jacobi",
    description = "Trains neural networks on the JVM, and uses them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      ReproduceCommand.class,
      WhyCommand.class,
      VerifyCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      ExplainCommand.class,
      DatasetsCommand.class,
      RunCommand.class,
      RaceCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi train                      a first network, on digits that Jacobi draws",
      "  jacobi train iris                 a small table; jacobi datasets lists others",
      "  jacobi train table.csv --target price",
      "  jacobi predict runs/digits-1 digit.png",
      "  jacobi explain \"sin(x^2 + 2)\" --at x=1.5      a graph forward and backward",
      "  jacobi COMMAND --help             all settings, with examples",
      "",
      "JACOBI_JAVA_OPTS holds options for Java, such as -Xmx2g.",
    })
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  private boolean debug;

  private Main() {}

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String[] arguments) {
    var main = new Main();
    // An option may stand before the parsing has failed, so it is looked for by hand.
    boolean debug = List.of(arguments).contains("--debug");
    try {
      int code = commandLine(main).execute(arguments);
      if (Terminal.out().checkError()) {
        Terminal.warn(
            "could not write all of its output: the disk is full, or its reader has gone");
        return code == 0 ? CommandLine.ExitCode.USAGE : code;
      }
      return code;
    } catch (Error e) {
      return Failures.explain(e, debug);
    }
  }

  /** The whole command line. */
  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  private static CommandLine commandLine(Main main) {
    var line = new CommandLine(main);
    line.setOut(writer(Terminal.out()));
    line.setErr(writer(Terminal.err()));
    // What follows the program is the program's.
    Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(32);
    line.setExecutionExceptionHandler((e, command, result) -> Failures.explain(e, main.debug));
    line.setParameterExceptionHandler(
        (e, args) -> Failures.explain(e, List.of(args).contains("--debug")));
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    commandLine().usage(Terminal.out());
  }

  /** Tells the version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "jacobi " + Environment.version() + " on Java " + Runtime.version(),
      };
    }
  }
}
