package org.jacobi.cli;

import java.util.List;
import org.jacobi.train.ConfusionMatrix;

/** Figures of each class, and which were taken for which. */
final class ClassReport {
  private static final int MOST_IN_A_MATRIX = 12;
  private static final int LONGEST = 16;

  private ClassReport() {}

  static void print(List<String> names, ConfusionMatrix counts) {
    var out = Terminal.out();
    int width = names.stream().mapToInt(n -> cut(n).length()).max().orElse(1);
    width = Math.max(width, "class".length());
    String left = "%-" + width + "s";
    out.println(
        Words.format(left, "class")
            + Words.format("%11s%9s%9s%9s", "precision", "recall", "F1", "rows"));
    for (int c = 0; c < counts.classes(); c++) {
      int rows = 0;
      for (int j = 0; j < counts.classes(); j++) {
        rows += counts.count(c, j);
      }
      out.println(
          Words.format(left, cut(names.get(c)))
              + Words.format(
                  "%11s%9s%9s%9s",
                  Words.percent(counts.precision(c)),
                  Words.percent(counts.recall(c)),
                  Words.percent(counts.f1(c)),
                  Words.count(rows)));
    }
    if (counts.classes() > MOST_IN_A_MATRIX) {
      return;
    }
    out.println();
    out.println("Rows are what it is, columns what it was taken for:");
    int cell = 2 + names.stream().mapToInt(n -> Math.min(7, n.length())).max().orElse(1);
    cell = Math.max(cell, 2 + Words.count(counts.rows()).length());
    var head = new StringBuilder(Words.format(left, ""));
    for (String name : names) {
      head.append(" ".repeat(Math.max(1, cell - Math.min(7, name.length()))))
          .append(name, 0, Math.min(7, name.length()));
    }
    out.println(head);
    for (int i = 0; i < counts.classes(); i++) {
      var line = new StringBuilder(Words.format(left, cut(names.get(i))));
      for (int j = 0; j < counts.classes(); j++) {
        line.append(Words.format("%" + cell + "s", Words.count(counts.count(i, j))));
      }
      out.println(line);
    }
  }

  private static String cut(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }
}
