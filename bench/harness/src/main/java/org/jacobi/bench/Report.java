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
    var document = Path.of(args[1]);
    String text = Files.readString(document);
    List<Path> files;
    try (var found = Files.list(Path.of(args[0]))) {
      files = found.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
    for (var file : files) {
      String name = file.getFileName().toString().replaceFirst("\\.md$", "");
      String changed = replace(text, name, Files.readString(file));
      out.println(name + (changed.equals(text) ? ": no change, or no such section" : ": written"));
      text = changed;
    }
    Files.writeString(document, text);
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
