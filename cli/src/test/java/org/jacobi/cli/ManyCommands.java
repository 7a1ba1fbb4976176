package org.jacobi.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs many command lines in one process, to save its start: one a line on standard input,
 * arguments divided by tabs. After each, both outputs get a line of their own, with the exit code
 * and with what is in the folder.
 */
final class ManyCommands {
  static final String END = "\u0004";

  private ManyCommands() {}

  public static void main(String[] folder) throws IOException {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int code = Main.commandLine().execute(line.split("\t", -1));
        Terminal.out().println(END + code + END + Cli.tree(Path.of(folder[0])));
        Terminal.err().println(END);
      }
    }
  }
}
