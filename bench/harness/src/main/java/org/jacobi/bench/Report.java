package org.jacobi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts measured tables into a document: what stands between the lines {@code <!-- begin NAME -->}
 * and {@code <!-- end NAME -->} is replaced by the file {@code NAME.md} of the results. A section
 * without results stays as it is, and so does all text outside of the lines.
 */
public final class Report {
  private Report() {}

  /**
   * Arguments: folder of the results, document.
   *
   * @throws IOException if a file cannot be read or written
   */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length != 2) {
      out.println("bench: the arguments are the folder of the results and the document");
      System.exit(2);
    }
    System.exit(run(Path.of(args[0]), Path.of(args[1]), out));
  }

  /** Puts the results into the document; the exit code. */
  static int run(Path results, Path document, PrintStream out) throws IOException {
    List<Path> files = files(results);
    if (files.isEmpty()) {
      out.println(
          "bench: there are no results in "
              + results
              + "; measure first: ./bench/peers, ./bench/late or ./bench/kernel-report");
      return 2;
    }
    String before = Files.readString(document);
    String text = before;
    for (var file : files) {
      String name = file.getFileName().toString().replaceFirst("\\.md$", "");
      String content = Files.readString(file);
      if (content.isBlank() || Results.isEmpty(content)) {
        out.println(name + ": nothing was measured, not taken over");
        continue;
      }
      String changed = replace(text, name, content);
      out.println(name + (changed.equals(text) ? ": no change, or no such section" : ": written"));
      text = changed;
    }
    if (!text.equals(before)) {
      Results.replace(document, text);
    }
    return 0;
  }

  private static List<Path> files(Path results) throws IOException {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (var found = Files.list(results)) {
      return found.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** The text with another content of one section; the same text if there is no such section. */
  static String replace(String text, String name, String content) {
    String begin = "<!-- begin " + name + " -->\n";
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- end " + name + " -->", from);
    return from < 0 || to < 0
        ? text
        : text.substring(0, from + begin.length())
            + "\n"
            + content.strip()
            + "\n\n"
            + text.substring(to);
  }
}
