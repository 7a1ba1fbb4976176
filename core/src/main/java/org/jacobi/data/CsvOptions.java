package org.jacobi.data;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is to be read. Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * var options = CsvOptions.standard().delimiter(';').header(CsvOptions.Header.PRESENT);
 * }</pre>
 */
public final class CsvOptions {
  /** Texts that stand for a missing value, besides the empty one. */
  public static final Set<String> MISSING_TEXTS = Set.of("?", "NA", "N/A", "NaN", "nan", "null");

  private static final CsvOptions STANDARD =
      new CsvOptions(Header.AUTO, null, 0, List.of(), Map.of(), MISSING_TEXTS);

  /** Whether the first line holds the names of the columns. */
  public enum Header {
    /**
     * It does if none of its fields is a number or stands for a missing value, and a column holds a
     * number in any later row or no field is repeated further down in its own column.
     */
    AUTO,
    /** The first line holds the names. */
    PRESENT,
    /** The first line is a row like all others; columns are called {@code column 1}, and so on. */
    ABSENT
  }

  private final Header header;
  private final @Nullable Character delimiter;
  private final int skipLines;
  private final List<String> columnNames;
  private final Map<String, ColumnType> types;
  private final Set<String> missingTexts;

  private CsvOptions(
      Header header,
      @Nullable Character delimiter,
      int skipLines,
      List<String> columnNames,
      Map<String, ColumnType> types,
      Set<String> missingTexts) {
    this.header = header;
    this.delimiter = delimiter;
    this.skipLines = skipLines;
    this.columnNames = columnNames;
    this.types = types;
    this.missingTexts = missingTexts;
  }

  /**
   * Header and delimiter are found, no line is skipped, {@link #MISSING_TEXTS} are missing values,
   * and column types are found (see {@link CsvTable#type}).
   */
  public static CsvOptions standard() {
    return STANDARD;
  }

  /** Says whether the first line holds the names of the columns. */
  public CsvOptions header(Header header) {
    return new CsvOptions(header, delimiter, skipLines, columnNames, types, missingTexts);
  }

  /**
   * Sets the character between fields.
   *
   * @throws IllegalArgumentException for a quotation mark or an end of line
   */
  public CsvOptions delimiter(char delimiter) {
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException(
          "[csv] a quotation mark or an end of line cannot stand between fields");
    }
    return new CsvOptions(header, delimiter, skipLines, columnNames, types, missingTexts);
  }

  /**
   * Leaves out lines at the start of the file, before a header.
   *
   * @throws IllegalArgumentException if negative
   */
  public CsvOptions skipLines(int lines) {
    if (lines < 0) {
      throw new IllegalArgumentException("[csv] cannot skip " + lines + " lines");
    }
    return new CsvOptions(header, delimiter, lines, columnNames, types, missingTexts);
  }

  /**
   * Names the columns of a file without a header. A header that is present is replaced; {@link
   * Header#AUTO} then means that there is none.
   *
   * @throws IllegalArgumentException if a name occurs twice
   */
  public CsvOptions columnNames(List<String> names) {
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("[csv] each column needs its own name, not " + names);
    }
    return new CsvOptions(header, delimiter, skipLines, List.copyOf(names), types, missingTexts);
  }

  /** Declares the type of one column instead of finding it. */
  public CsvOptions type(String column, ColumnType type) {
    var changed = new LinkedHashMap<>(types);
    changed.put(column, type);
    return new CsvOptions(
        header, delimiter, skipLines, columnNames, Map.copyOf(changed), missingTexts);
  }

  /** Replaces the texts that stand for a missing value; an empty field always does. */
  public CsvOptions missingTexts(Set<String> texts) {
    return new CsvOptions(
        header, delimiter, skipLines, columnNames, types, Set.copyOf(new LinkedHashSet<>(texts)));
  }

  /** Whether the first line holds names. */
  public Header header() {
    return header;
  }

  /** The character between fields, or null if it is to be found. */
  public @Nullable Character delimiter() {
    return delimiter;
  }

  /** Lines left out at the start. */
  public int skipLines() {
    return skipLines;
  }

  /** Given names of the columns; empty if they come from the file. */
  public List<String> columnNames() {
    return columnNames;
  }

  /** Declared types by column name. */
  public Map<String, ColumnType> types() {
    return types;
  }

  /** Texts that stand for a missing value, besides the empty one. */
  public Set<String> missingTexts() {
    return missingTexts;
  }
}
