package org.jacobi.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where the command line writes: always UTF-8, also where the locale does not say so. */
final class Terminal {
  private static final PrintStream OUT = stream(FileDescriptor.out);
  private static final PrintStream ERR = stream(FileDescriptor.err);

  private Terminal() {}

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Standard output. */
  static PrintStream out() {
    return OUT;
  }

  /** Standard error. */
  static PrintStream err() {
    return ERR;
  }

  /** True if a person watches: standard output and input are a terminal. */
  static boolean isInteractive() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** A line about something that is no error. */
  static void warn(String message) {
    ERR.println("jacobi: " + message);
  }
}
