package org.jacobi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts of a run, kept until the whole of it is over: a run that was broken off leaves the
 * results of the one before.
 */
public final class Results {
  private final Map<String, String> texts = new LinkedHashMap<>();

  /** None yet. */
  public Results() {}

  /**
   * Keeps a text in Markdown for the file {@code NAME.md}.
   *
   * @return false if it has a table without rows, which is not kept
   */
  public boolean add(String name, String text) {
    if (isEmpty(text)) {
      return false;
    }
    texts.put(name, text);
    return true;
  }

  /**
   * Writes the files, each as a whole.
   *
   * @throws IOException if the folder cannot be written to
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var entry : texts.entrySet()) {
      replace(folder.resolve(entry.getKey() + ".md"), entry.getValue());
    }
  }

  /** Whether there are tables in the text, but not one row. */
  static boolean isEmpty(String text) {
    List<String> lines = text.lines().toList();
    boolean empty = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("| --")) {
        if (i + 1 < lines.size() && lines.get(i + 1).startsWith("|")) {
          return false;
        }
        empty = true;
      }
    }
    return empty;
  }

  /** Writes a file as a whole or not at all. */
  static void replace(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
