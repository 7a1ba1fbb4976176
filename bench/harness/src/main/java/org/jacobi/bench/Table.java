package org.jacobi.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of words, as aligned text that is a table in Markdown too. */
public final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /** An empty one with these heads. */
  public Table(String... heads) {
    rows.add(heads);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has another number of cells than the head
   */
  public void row(String... cells) {
    if (cells.length != rows.getFirst().length) {
      throw new IllegalArgumentException(
          "[table] a row needs " + rows.getFirst().length + " cells, not " + cells.length);
    }
    rows.add(cells);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Its text. */
  public String markdown() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return rows.stream()
        .map(row -> line(row, widths))
        .collect(Collectors.joining())
        .replaceFirst("\n", "\n" + rule(widths) + "\n");
  }

  private static String line(String[] row, int[] widths) {
    var text = new StringBuilder("|");
    for (int i = 0; i < row.length; i++) {
      String space = " ".repeat(widths[i] - row[i].length());
      // The first columns are names, the others numbers.
      text.append(' ').append(i < 2 ? row[i] + space : space + row[i]).append(" |");
    }
    return text.append('\n').toString();
  }

  private static String rule(int[] widths) {
    var cells = Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new);
    var text = new StringBuilder("|");
    for (int i = 0; i < cells.length; i++) {
      String cell = i < 2 ? cells[i] : cells[i].substring(1) + ":";
      text.append(' ').append(cell).append(" |");
    }
    return text.toString();
  }
}
