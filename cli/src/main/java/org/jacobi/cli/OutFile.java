package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jacobi.learn.explain.ExplainTexts;

/** Where a page or a text is written to. */
final class OutFile {
  private OutFile() {}

  /**
   * Says at once, before anything is computed, that a file cannot be written.
   *
   * @param given as it was given, with its option
   * @throws UserError if it is a folder, or its folder is not there
   */
  static void require(String given, Path file, Locale locale) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new UserError(ExplainTexts.of(locale, "error.folder", given, parent));
    }
    if (Files.isDirectory(file)) {
      throw new UserError(ExplainTexts.of(locale, "error.is.folder", given));
    }
  }
}
