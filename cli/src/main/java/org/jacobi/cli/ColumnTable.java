package org.jacobi.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jacobi.array.Quoted;
import org.jacobi.data.ColumnContract;
import org.jacobi.data.ColumnType;
import org.jacobi.data.DataException;

/** The columns of a model as a table for people. */
final class ColumnTable {
  private static final List<String> HEAD =
      List.of("column", "type", "seen in the training", "a missing value", "as a feature");
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_LIST = 40;

  private ColumnTable() {}

  static void print(List<ColumnContract> columns) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    for (var column : columns) {
      rows.add(
          List.of(
              Quoted.plain(column.name(), LONGEST_NAME),
              column.type().name().toLowerCase(Locale.ROOT),
              seen(column),
              column.missing(),
              column.encoding()));
    }
    int[] widths = new int[HEAD.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append("  ").append(row.get(i)).repeat(' ', widths[i] - row.get(i).length());
      }
      Terminal.out().println(line.toString().stripTrailing());
    }
  }

  private static String seen(ColumnContract column) {
    if (column.type() == ColumnType.NUMBER) {
      return column.range() == null ? "not known" : column.range().toString();
    }
    List<String> shown = new ArrayList<>();
    int length = 0;
    for (String category : column.categories()) {
      String quoted = DataException.quote(category);
      length += quoted.length() + 2;
      if (!shown.isEmpty() && length > LONGEST_LIST) {
        shown.add("…");
        break;
      }
      shown.add(quoted);
    }
    return Words.count(column.categories().size())
        + ": "
        + shown.stream().collect(Collectors.joining(", "));
  }
}
