package org.jacobi.cli;

/** Where the command line starts. */
public final class Main {
  private Main() {}

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(2);
  }
}
