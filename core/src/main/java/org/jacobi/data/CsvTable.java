package org.jacobi.data;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jacobi.array.Near;
import org.jspecify.annotations.Nullable;

/**
 * A table of texts from a CSV file: comma, semicolon or tab between fields, quotation marks around
 * texts that hold a delimiter or an end of line, UTF-8 with or without a byte order mark, packed
 * with gzip or not. Blanks around fields are taken off, blank lines are left out, and the texts of
 * {@link CsvOptions#missingTexts} count as missing. It takes hardly more memory than the unpacked
 * file, 1 GiB at most. A row has at most 20,000 fields and 4,194,304 bytes, and a field 1,048,576
 * characters. Immutable.
 *
 * <p>{@link Preprocessor} turns a table into a {@link Dataset}.
 */
public final class CsvTable {
  /** A column of texts with more different ones is {@link ColumnType#TEXT}. */
  public static final int MOST_CATEGORIES = 100;

  /** A column of texts with up to so many different ones is always a category. */
  public static final int FEW_CATEGORIES = 10;

  /** From this share of numbers on, a text in a column is taken for a mistake. */
  public static final double NEARLY_ALL = 0.95;

  private final String source;
  private final List<String> columns;
  private final boolean named;
  private final Cells cells;
  private final int firstRow;
  private final CsvOptions options;

  CsvTable(
      String source,
      List<String> columns,
      boolean named,
      Cells cells,
      int firstRow,
      CsvOptions options) {
    this.source = source;
    this.columns = columns;
    this.named = named;
    this.cells = cells;
    this.firstRow = firstRow;
    this.options = options;
  }

  /**
   * Reads a file with {@link CsvOptions#standard}.
   *
   * @throws DataException if the file cannot be read or is no whole table
   */
  public static CsvTable read(Path file) {
    return read(file, CsvOptions.standard());
  }

  /**
   * Reads a file.
   *
   * @throws DataException if the file cannot be read or is no whole table
   */
  public static CsvTable read(Path file, CsvOptions options) {
    return CsvParsing.parse(file.toString(), CsvText.open(file), options);
  }

  /**
   * Reads a text.
   *
   * @param source what to call it in messages
   * @throws DataException if it is no whole table
   */
  public static CsvTable parse(String source, String text, CsvOptions options) {
    return CsvParsing.parse(source, new StringReader(text), options);
  }

  /** The file it came from. */
  public String source() {
    return source;
  }

  /** How it was read. */
  public CsvOptions options() {
    return options;
  }

  /** Number of rows, without the header. */
  public int rows() {
    return cells.rows() - firstRow;
  }

  /** The names of the columns. */
  public List<String> columns() {
    return columns;
  }

  /** True if the names come from the file or were given; false if columns are only numbered. */
  public boolean isNamed() {
    return named;
  }

  /**
   * The number of a column, from 0.
   *
   * @throws DataException if there is no such column
   */
  public int column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw DataException.in(
          source,
          "there is no column "
              + DataException.quote(name)
              + (named ? Near.hint(name, columns) : "; the file has no names of columns"));
    }
    return index;
  }

  /** A field, or null if the value is missing. */
  public @Nullable String text(int row, int column) {
    Objects.checkIndex(column, columns.size());
    return cells.text(firstRow + Objects.checkIndex(row, rows()), column);
  }

  /** The line of the file where a row starts, from 1. */
  public long line(int row) {
    return cells.line(firstRow + Objects.checkIndex(row, rows()));
  }

  /** Gives fields of a table. */
  interface Fields {
    @Nullable String text(int row, int column);
  }

  /** The same rows with other fields, of columns that may be others. */
  CsvTable refilled(List<String> newColumns, Fields fields) {
    var filled = new Cells.Builder(source, newColumns.size());
    int line = 0;
    for (int row = 0; row < rows(); row++) {
      line = row == 0 ? (int) line(0) : line + 1 + cells.leftOut(firstRow + row);
      filled.row(line);
      for (int column = 0; column < newColumns.size(); column++) {
        filled.add(fields.text(row, column));
      }
    }
    return new CsvTable(source, List.copyOf(newColumns), named, filled.build(), 0, options);
  }

  /** An exception about one field: {@code file, line 3, column 5 "age": message}. */
  public DataException fault(int row, int column, String message) {
    return DataException.at(source, line(row), column + 1, columns.get(column), message);
  }

  /**
   * The declared type of a column, or else the one found from its values, missing ones left out:
   *
   * <ol>
   *   <li>no values: {@link ColumnType#TEXT};
   *   <li>all are numbers: {@link ColumnType#NUMBER};
   *   <li>at least 95 % are numbers: an error that names the first that is not;
   *   <li>up to 10 different texts, or up to 100 that occur twice or more on average: {@link
   *       ColumnType#CATEGORY};
   *   <li>else {@link ColumnType#TEXT}.
   * </ol>
   *
   * @throws DataException if nearly all values are numbers, but not all
   */
  public ColumnType type(int column) {
    var declared = options.types().get(columns.get(column));
    return declared != null ? declared : foundType(column);
  }

  private ColumnType foundType(int column) {
    int values = 0;
    int numbers = 0;
    int firstText = -1;
    Set<String> different = new HashSet<>();
    for (int row = 0; row < rows(); row++) {
      var text = text(row, column);
      if (text == null) {
        continue;
      }
      values++;
      if (NumberText.looksNumeric(text)) {
        numbers++;
      } else if (firstText < 0) {
        firstText = row;
      }
      if (different.size() <= MOST_CATEGORIES) {
        different.add(text);
      }
    }
    if (values == 0) {
      return ColumnType.TEXT;
    }
    if (numbers == values) {
      return ColumnType.NUMBER;
    }
    if (numbers >= NEARLY_ALL * values) {
      throw mistake(firstText, column, values - numbers, values);
    }
    boolean repeated = different.size() <= MOST_CATEGORIES && 2 * different.size() <= values;
    return different.size() <= FEW_CATEGORIES || repeated ? ColumnType.CATEGORY : ColumnType.TEXT;
  }

  private DataException mistake(int row, int column, int texts, int values) {
    var text = String.valueOf(text(row, column));
    var advice =
        row == 0 && !named
            ? "if this line holds the names of the columns, say that there is a header"
            : "correct it, count it among the missing values, or declare the column a category";
    return fault(
        row,
        column,
        NumberText.fault(text)
            + ", but all "
            + (texts == 1 ? "other" : "but " + texts)
            + " of the "
            + values
            + " values are; "
            + advice);
  }

  /**
   * The numbers of a column; a missing one is NaN.
   *
   * @throws DataException if a value is no finite number
   */
  public double[] numbers(int column) {
    double[] numbers = new double[rows()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = number(row, column);
    }
    return numbers;
  }

  /**
   * One number; NaN if it is missing.
   *
   * @throws DataException if the value is no finite number
   */
  public double number(int row, int column) {
    var text = text(row, column);
    if (text == null) {
      return Double.NaN;
    }
    var fault = NumberText.fault(text);
    if (fault != null) {
      throw fault(row, column, fault);
    }
    return NumberText.parse(text);
  }

  /** Number of missing values in a column. */
  public int missing(int column) {
    Objects.checkIndex(column, columns.size());
    int missing = 0;
    for (int row = 0; row < rows(); row++) {
      missing += cells.isMissing(firstRow + row, column) ? 1 : 0;
    }
    return missing;
  }

  /** Such as {@code iris.csv: 150 rows, 5 columns}. */
  @Override
  public String toString() {
    return source + ": " + rows() + " rows, " + columns.size() + " columns";
  }
}
