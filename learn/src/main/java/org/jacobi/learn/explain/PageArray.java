package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.Shape;

/**
 * The numbers of an array as they are drawn: a number, a row or a matrix in brackets, the first
 * ones of a large array.
 *
 * @param rows the texts, row after row, all rows of one length; … and ⋮ where some are left out
 * @param brackets false for a single number
 * @param whole true if nothing was left out
 */
record PageArray(List<List<String>> rows, boolean brackets, boolean whole) {
  /**
   * At most so many rows and columns of a matrix, twice as many numbers of anything else.
   *
   * @param most at least 2
   */
  static PageArray of(Shape shape, double[] values, int most) {
    if (values.length == 0) {
      return new PageArray(List.of(List.of("∅")), false, true);
    }
    int columns = shape.rank() > 1 ? shape.dim(-1) : values.length;
    int rows = values.length / columns;
    boolean matrix = rows > 1;
    int shownRows = rows <= most ? rows : most - 1;
    int mostColumns = matrix ? most : Math.max(most, Math.min(2 * most, 12));
    int shownColumns = columns <= mostColumns ? columns : mostColumns - 1;
    List<List<String>> texts = new ArrayList<>();
    for (int r = 0; r < shownRows; r++) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < shownColumns; c++) {
        row.add(PageNumbers.text(values[r * columns + c]));
      }
      if (shownColumns < columns) {
        row.add("…");
      }
      texts.add(row);
    }
    if (shownRows < rows) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < texts.getFirst().size(); c++) {
        row.add(c == shownColumns ? "⋱" : "⋮");
      }
      texts.add(row);
    }
    boolean whole = shownRows == rows && shownColumns == columns;
    return new PageArray(texts, values.length > 1, whole);
  }

  /** In one line: {@code 2.5}, {@code [1, 2, 3, …]}, {@code [[1, 2, …], [3, 4, …], …]}. */
  static String line(Shape shape, double[] values) {
    if (shape.rank() > 1 && values.length > 1) {
      return Figures.array(values, shape, PageNumbers::text);
    }
    List<String> row = of(shape, values, 4).rows.getFirst();
    return row.size() == 1 ? row.getFirst() : "[" + String.join(", ", row) + "]";
  }
}
