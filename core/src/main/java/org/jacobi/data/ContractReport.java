package org.jacobi.data;

import java.util.List;

/**
 * Where a table breaks what a {@link Preprocessor} knows of the rows that it was fitted on; made by
 * {@link Preprocessor#check(CsvTable)}.
 *
 * <pre>{@code
 * var report = preprocessor.check(table);
 * report.breaches().forEach(IO::println);
 * var answers = predictor.predict(report.table());
 * }</pre>
 */
public final class ContractReport {
  private final CsvTable table;
  private final int rows;
  private final List<Breach> breaches;

  ContractReport(CsvTable table, int rows, List<Breach> breaches) {
    this.table = table;
    this.rows = rows;
    this.breaches = List.copyOf(breaches);
  }

  /** What can be broken. */
  public enum Rule {
    /**
     * A column is not there. It counts as missing in each row if values of it were missing in the
     * rows that were fitted on; otherwise the table is refused.
     */
    MISSING_COLUMN,
    /** A column was not there then; it is ignored. */
    EXTRA_COLUMN,
    /** A category was not there then; it counts as none of those that were. */
    NEW_CATEGORY,
    /**
     * A text in a column of numbers. It counts as missing if values of the column were missing
     * then; otherwise the table is refused.
     */
    TEXT,
    /** A value is missing in a column where none was; see {@link ColumnContract#missing}. */
    MISSING_VALUE,
    /** A number is far outside of what was seen: {@link NumberRange#isFar}. */
    FAR_OUTSIDE
  }

  /**
   * A rule that a column breaks.
   *
   * @param rule that is broken
   * @param column by which
   * @param rows how many of the rows break it
   * @param line of the file with the example, or 0 for a whole column
   * @param example the farthest number, the first text or the first category; else empty
   * @param isRefused true if nothing can be computed from such a table
   * @param what in words, such as {@code 2 of 9 rows: "age" is missing, the first in line 5}
   * @param effect in words, such as {@code it counts as 29.5}; empty if there is none
   */
  public record Breach(
      Rule rule,
      String column,
      int rows,
      long line,
      String example,
      boolean isRefused,
      String what,
      String effect) {
    /** What is broken, and what becomes of it. */
    @Override
    public String toString() {
      return effect.isEmpty() ? what : what + "; " + effect;
    }
  }

  /** How many rows were looked at. */
  public int rows() {
    return rows;
  }

  /** True if nothing is broken. */
  public boolean isKept() {
    return breaches.isEmpty();
  }

  /** What is broken: first missing columns, then further ones, then values by column. */
  public List<Breach> breaches() {
    return breaches;
  }

  /**
   * The table as it can be computed from: columns and texts that count as missing are missing in
   * it. What is refused is left as it is, for {@link Preprocessor#transformRows(CsvTable)} to say
   * why.
   */
  public CsvTable table() {
    return table;
  }

  /** All breaches, or that there are none. */
  @Override
  public String toString() {
    return isKept()
        ? rows + " rows keep the contract"
        : String.join("\n", breaches.stream().map(Breach::toString).toList());
  }
}
