package org.jacobi.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A number of bytes as people write it: 512m, 2g, 1.5GB; k, m and g are powers of 1024. */
final class MemorySize {
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kmg])(?:i?b)?");

  private MemorySize() {}

  /**
   * The bytes.
   *
   * @throws UserError if it is no such text
   */
  static long parse(String text) {
    var found = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    double bytes = 0;
    if (found.matches()) {
      int shift =
          switch (found.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            default -> 30;
          };
      bytes = Double.parseDouble(found.group(1)) * (1L << shift);
    }
    if (text.strip().matches("[0-9]+(\\.[0-9]+)?")) {
      throw new UserError(
          "--memory "
              + text.strip()
              + " has no unit; give one: "
              + text.strip()
              + "m, where k, m and g are powers of 1024");
    }
    if (!(bytes >= 1 && bytes < 0x1p62)) {
      throw new UserError(
          "--memory must be a size such as 512m or 2g, not " + Words.quoted(List.of(text)));
    }
    return (long) bytes;
  }
}
