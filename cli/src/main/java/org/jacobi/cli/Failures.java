package org.jacobi.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import org.jacobi.array.Near;
import org.jacobi.data.DataException;
import org.jacobi.train.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one line on standard error and an exit code. */
final class Failures {
  private Failures() {}

  /** Exit code 2 for what the user can mend, 1 for a training that failed and for mistakes here. */
  static int explain(Throwable failure, boolean debug) {
    if (debug) {
      failure.printStackTrace(Terminal.err());
    }
    return switch (failure) {
      case UserError e -> say(e, ExitCode.USAGE);
      case DataException e -> say(e, ExitCode.USAGE);
      case IllegalArgumentException e -> say(e, ExitCode.USAGE);
      case UncheckedIOException e -> say(e, ExitCode.USAGE);
      case IOException e -> say(e, ExitCode.USAGE);
      case Interruption.InterruptedRun e -> say(e, TrainCommand.INTERRUPTED);
      case DivergedException e -> say(e, ExitCode.SOFTWARE);
      case OutOfMemoryError e when isOutsideOfTheHeap(e) -> {
        Terminal.warn(
            "Java allows too little memory outside of its heap for this; allow more, for example"
                + " JACOBI_JAVA_OPTS=-XX:MaxDirectMemorySize=4g (by default it is as much as -Xmx),"
                + " or take a smaller network or batch; jacobi train --plan shows what a run takes");
        yield ExitCode.USAGE;
      }
      case OutOfMemoryError e -> {
        Terminal.warn(
            "there is not enough memory for this; take a smaller network or batch, or give Java"
                + " more with JACOBI_JAVA_OPTS=-Xmx8g");
        yield ExitCode.USAGE;
      }
      default -> {
        Terminal.warn(
            "a mistake in Jacobi itself: "
                + failure
                + (debug ? "" : "; run it again with --debug to see where"));
        yield ExitCode.SOFTWARE;
      }
    };
  }

  private static boolean isOutsideOfTheHeap(OutOfMemoryError e) {
    return String.valueOf(e.getMessage()).contains("direct buffer memory");
  }

  private static int say(Exception e, int code) {
    String message = e.getMessage();
    Terminal.warn(line(message == null ? e.toString() : message));
    return code;
  }

  private static String line(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** A command line that cannot be understood. */
  static int explain(ParameterException e, boolean debug) {
    if (debug) {
      e.printStackTrace(Terminal.err());
    }
    if (e.getCause() instanceof UserError cause) {
      return say(cause, ExitCode.USAGE);
    }
    CommandLine command = e.getCommandLine();
    String hint = "";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      hint = Near.hint(unmatched.getUnmatched().getFirst(), known(command));
    }
    String text =
        line(String.valueOf(e.getMessage()))
            .replace("is not a double", "is not a number")
            .replaceAll("is not an? (int|long)", "is not a whole number");
    String help = command.getCommandSpec().qualifiedName() + " --help";
    Terminal.warn(text + (hint.isEmpty() ? "; see " + help : hint + " See " + help));
    return ExitCode.USAGE;
  }

  private static Collection<String> known(CommandLine command) {
    var spec = command.getCommandSpec();
    var names = new ArrayList<>(spec.optionsMap().keySet());
    names.addAll(command.getSubcommands().keySet());
    return names;
  }
}
