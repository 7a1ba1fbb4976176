package org.jacobi.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.text.TextTable;

/**
 * Numbers by hand beside the automatic ones: one row for each array.
 *
 * <p>Two arrays count as the same if their largest difference d and their largest number a satisfy
 * d ≤ ε · max(1, a) and d ≤ 1000 ε · a, with ε = {@value #TOLERANCE_F64} in F64 and {@value
 * #TOLERANCE_F32} in F32. The second bound is there for small gradients, of which any would be
 * within the first one. In F32 a number that one side rounds to 0 and the other does not can send a
 * {@link ReLULayer} either way: where a single row differs, look again in F64.
 *
 * @param rows in the order of the walk: the loss, then layer by layer
 * @param tolerance ε
 */
public record Comparison(List<Row> rows, double tolerance) {
  /** ε in F64. */
  public static final double TOLERANCE_F64 = 1e-12;

  /** ε in F32. */
  public static final double TOLERANCE_F32 = 1e-6;

  private static final double RELATIVE = 1000;

  /** The rows as given. */
  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * One array of both sides.
   *
   * @param layer number and name of the layer
   * @param quantity what it is: y, the output; ∂L/∂x, the gradient for the input; ∂L/∂weight, …
   * @param shape its shape
   * @param difference the largest difference
   * @param relativeError the largest difference divided by the largest number; 0 where all are 0
   * @param same whether both agree
   */
  public record Row(
      String layer,
      String quantity,
      Shape shape,
      double difference,
      double relativeError,
      boolean same) {}

  static double tolerance(DType dtype) {
    return dtype == DType.F64 ? TOLERANCE_F64 : TOLERANCE_F32;
  }

  /** Compares two arrays; a shape that differs, or a NaN on one side, is a difference of ∞. */
  static Row row(String layer, String quantity, NDArray manual, NDArray automatic) {
    double difference = 0;
    double largest = 0;
    double[] ours = manual.toDoubles();
    double[] theirs = automatic.toDoubles();
    if (!manual.shape().equals(automatic.shape())) {
      difference = Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      boolean equal = Double.compare(ours[i], theirs[i]) == 0;
      double gap = equal ? 0 : Math.abs(ours[i] - theirs[i]);
      difference = Math.max(difference, Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap);
      largest = Math.max(largest, Math.max(Math.abs(ours[i]), Math.abs(theirs[i])));
    }
    double epsilon = tolerance(manual.dtype());
    boolean same =
        difference == 0
            || difference <= epsilon * Math.max(1, largest)
                && difference <= RELATIVE * epsilon * largest;
    double relative = difference == 0 ? 0 : difference / largest;
    return new Row(layer, quantity, manual.shape(), difference, relative, same);
  }

  /** True if all rows agree. */
  public boolean same() {
    return rows.stream().allMatch(Row::same);
  }

  /** The largest difference of all rows. */
  public double largestDifference() {
    return rows.stream().mapToDouble(Row::difference).max().orElse(0);
  }

  /** The rows that do not agree. */
  public List<Row> different() {
    return rows.stream().filter(row -> !row.same()).toList();
  }

  /** The table in the language of the locale, with a last line that says whether all agree. */
  public String table(Locale locale) {
    List<String[]> cells = new ArrayList<>();
    cells.add(Words.text(locale, "comparison.columns").split("\\|"));
    for (Row row : rows) {
      cells.add(
          new String[] {
            row.layer(),
            row.quantity(),
            row.shape().toString(),
            number(row.difference()),
            number(row.relativeError()),
            Words.text(locale, row.same() ? "comparison.yes" : "comparison.no")
          });
    }
    String verdict =
        same()
            ? Words.text(locale, "comparison.same", number(tolerance))
            : Words.text(locale, "comparison.different", different().size(), rows.size());
    return TextTable.of(cells) + verdict;
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  /** {@link #table} in the language of this machine. */
  @Override
  public String toString() {
    return table(Locale.getDefault());
  }
}
