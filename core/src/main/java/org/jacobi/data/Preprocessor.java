package org.jacobi.data;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Near;
import org.jacobi.array.Shape;

/**
 * Turns tables into numbers: fills missing values, scales numbers, encodes categories, numbers the
 * classes. What it needs to know (medians, means, deviations, categories) it takes from the rows it
 * is fitted on, the training rows, and applies to all others, so that nothing about test rows leaks
 * into training. Column types and class names come from the whole table. Immutable.
 *
 * <pre>{@code
 * var table = CsvTable.read(Path.of("housing.csv"));
 * var split = Split.of(table.rows(), 0.2, 1);
 * var prepare = Preprocessor.fit(table, split.train(), PreprocessOptions.standard());
 * var train = prepare.transform(table, split.train());
 * }</pre>
 *
 * <p>Columns of another table are matched by name if both tables have names, in any order, and by
 * position otherwise; columns of other names are ignored. {@link #check(CsvTable)} says in which
 * ways a table is not like the one that was fitted on.
 */
public final class Preprocessor {
  /** Tables that would become wider are refused. */
  public static final int MOST_FEATURES = 100_000;

  private static final double FORMAT = 1;

  private final List<String> tableColumns;
  private final boolean named;
  private final List<String> missingTexts;
  private final List<FeatureColumn> features;
  private final TargetColumn target;
  private final List<String> notes;
  private final int width;

  Preprocessor(
      List<String> tableColumns,
      boolean named,
      List<String> missingTexts,
      List<FeatureColumn> features,
      TargetColumn target,
      List<String> notes) {
    this.tableColumns = List.copyOf(tableColumns);
    this.named = named;
    this.missingTexts = List.copyOf(missingTexts);
    this.features = List.copyOf(features);
    this.target = target;
    this.notes = List.copyOf(notes);
    this.width = checkedWidth(features);
  }

  private static int checkedWidth(List<FeatureColumn> features) {
    long width = features.stream().mapToLong(FeatureColumn::width).sum();
    if (width == 0) {
      throw new DataException(
          "[preprocess] no column is left to predict from; every column but the target is left"
              + " out or has no values");
    }
    if (width > MOST_FEATURES) {
      throw new DataException(
          "[preprocess] the columns would become "
              + width
              + " features, more than "
              + MOST_FEATURES
              + "; leave out columns with very many categories, or encode them by index");
    }
    return (int) width;
  }

  // ---- fitting ----

  /**
   * Fits to all rows of a table.
   *
   * @throws DataException if the table cannot be used so
   */
  public static Preprocessor fit(CsvTable table, PreprocessOptions options) {
    return fit(table, all(table), options);
  }

  /**
   * Fits to some rows of a table: the training rows.
   *
   * @param rows row numbers, from 0
   * @throws DataException if the table cannot be used so
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public static Preprocessor fit(CsvTable table, int[] rows, PreprocessOptions options) {
    checkRows(table, rows);
    return new PreprocessorFit(table, rows, options).fit();
  }

  private static int[] all(CsvTable table) {
    return IntStream.range(0, table.rows()).toArray();
  }

  private static void checkRows(CsvTable table, int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException(
          "[preprocess] at least one row of " + table + " is needed");
    }
    for (int row : rows) {
      if (row < 0 || row >= table.rows()) {
        throw new IndexOutOfBoundsException("[preprocess] there is no row " + row + " in " + table);
      }
    }
  }

  // ---- applying ----

  /**
   * All rows of a table as examples.
   *
   * @throws DataException if its columns do not fit, a value is wrong, or a target is missing
   */
  public Dataset transform(CsvTable table) {
    return transform(table, all(table));
  }

  /**
   * Some rows of a table as examples, in the given order.
   *
   * @throws DataException if its columns do not fit, a value is wrong, or a target is missing
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Dataset transform(CsvTable table, int[] rows) {
    checkRows(table, rows);
    int column = targetColumn(table);
    var values = transformRows(table, rows);
    if (target.task() == Task.CLASSIFICATION) {
      int[] labels = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        labels[i] = target.classOf(table, rows[i], column);
      }
      var array = NDArray.permanent(DType.I32, Shape.of(rows.length));
      MemorySegment.copy(labels, 0, array.segment(), JAVA_INT, 0, rows.length);
      return Dataset.classification(table.source(), values, array, target.classes().names());
    }
    float[] numbers = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      numbers[i] = target.numberOf(table, rows[i], column);
    }
    var array = NDArray.permanent(DType.F32, Shape.of(rows.length, 1));
    MemorySegment.copy(numbers, 0, array.segment(), JAVA_FLOAT, 0, rows.length);
    return Dataset.regression(table.source(), values, array);
  }

  /**
   * The features of all rows, for prediction: F32 (rows × {@link #featureNames}). A target column
   * is ignored if there is one. The array outlives every scope.
   *
   * @throws DataException if the columns do not fit, or a value is wrong
   */
  public NDArray transformRows(CsvTable table) {
    return transformRows(table, all(table));
  }

  /** The features of some rows; see {@link #transformRows(CsvTable)}. */
  public NDArray transformRows(CsvTable table, int[] rows) {
    checkRows(table, rows);
    int[] columns = match(table);
    var out = NDArray.permanent(DType.F32, Shape.of(rows.length, width));
    float[] line = new float[width];
    for (int i = 0; i < rows.length; i++) {
      int at = 0;
      for (int k = 0; k < columns.length; k++) {
        features.get(k).write(table, rows[i], columns[k], line, at);
        at += features.get(k).width();
      }
      MemorySegment.copy(line, 0, out.segment(), JAVA_FLOAT, 4L * i * width, width);
    }
    return out;
  }

  /**
   * Holds all rows of a table against what was fitted on. Nothing is thrown for what is found; the
   * methods that transform refuse what they cannot compute from, and say nothing of the rest.
   *
   * @throws DataException if columns are matched by position and there are too many or too few
   */
  public ContractReport check(CsvTable table) {
    return check(table, all(table));
  }

  /**
   * The same for some rows.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public ContractReport check(CsvTable table, int[] rows) {
    checkRows(table, rows);
    var known = byName(table) ? tableColumns : table.columns();
    return new ContractCheck(table, rows).report(features, locate(table), known);
  }

  /**
   * A prediction of a regression in the unit of the table: y × deviation + mean if the target was
   * scaled, y otherwise.
   */
  public double unscaleTarget(double prediction) {
    return prediction * target.divisor() + target.shift();
  }

  // ---- matching columns ----

  private boolean byName(CsvTable table) {
    return named && table.isNamed();
  }

  /** For each feature column, its number in the table. */
  private int[] match(CsvTable table) {
    int[] columns = locate(table);
    if (Arrays.stream(columns).anyMatch(column -> column < 0)) {
      throw missingColumns(table);
    }
    return columns;
  }

  /** The same, or −1 for a column that is not there. */
  private int[] locate(CsvTable table) {
    if (byName(table)) {
      return features.stream().mapToInt(f -> table.columns().indexOf(f.name())).toArray();
    }
    int found = table.columns().size();
    int all = tableColumns.size();
    if (found != all && found != all - 1) {
      throw DataException.in(
          table.source(),
          "there are "
              + found
              + " columns, but the table that was fitted on has "
              + all
              + " ("
              + (all - 1)
              + " without the target "
              + DataException.quote(target.name())
              + ")");
    }
    int targetIndex = tableColumns.indexOf(target.name());
    return features.stream()
        .mapToInt(column -> tableColumns.indexOf(column.name()))
        .map(index -> found < all && index > targetIndex ? index - 1 : index)
        .toArray();
  }

  private DataException missingColumns(CsvTable table) {
    var given = new HashSet<>(table.columns());
    var known = new HashSet<>(tableColumns);
    var missing =
        features.stream().map(FeatureColumn::name).filter(name -> !given.contains(name)).toList();
    var extra = table.columns().stream().filter(name -> !known.contains(name)).toList();
    var message = new StringBuilder("the columns must be those that were fitted on.");
    for (var name : missing) {
      message.append(' ').append(DataException.quote(name)).append(" is missing.");
    }
    for (var name : extra) {
      var hint = Near.hint(name, missing);
      message.append(' ').append(DataException.quote(name)).append(" is not known");
      message.append(hint.isEmpty() ? "." : hint);
    }
    return DataException.in(table.source(), message.toString());
  }

  private int targetColumn(CsvTable table) {
    boolean there =
        byName(table)
            ? table.columns().contains(target.name())
            : table.columns().size() != tableColumns.size() - 1;
    if (!there) {
      throw DataException.in(
          table.source(),
          "the target column "
              + DataException.quote(target.name())
              + " is missing"
              + (byName(table) ? Near.hint(target.name(), table.columns()) : ""));
    }
    int column = byName(table) ? table.column(target.name()) : tableColumns.indexOf(target.name());
    match(table);
    return column;
  }

  // ---- what it is ----

  /** What is to be predicted. */
  public Task task() {
    return target.task();
  }

  /** The name of each class; empty for a regression. */
  public List<String> classNames() {
    return target.classes().names();
  }

  /** The name of the column that is to be predicted. */
  public String target() {
    return target.name();
  }

  /** The names of the columns that are used, in the order of their features. */
  public List<String> columns() {
    return features.stream().map(FeatureColumn::name).toList();
  }

  /** What is known of each of these columns, for people and programs. */
  public List<ColumnContract> contract() {
    return features.stream().map(FeatureColumn::contract).toList();
  }

  /** A name for each feature: the column's, with {@code =category} where it is one-hot. */
  public List<String> featureNames() {
    return features.stream().flatMap(column -> column.featureNames().stream()).toList();
  }

  /** What was decided while fitting, for people: columns left out, constant ones, the task. */
  public List<String> notes() {
    return notes;
  }

  /** How to read tables for prediction: with the same texts for missing values. */
  public CsvOptions csvOptions() {
    return CsvOptions.standard().missingTexts(Set.copyOf(missingTexts));
  }

  /** Such as {@code 9 columns → 13 features, regression of "price"}. */
  @Override
  public String toString() {
    var what = task() == Task.CLASSIFICATION ? classNames().size() + " classes" : "regression";
    return features.size()
        + " columns → "
        + width
        + " features, "
        + what
        + " of "
        + DataException.quote(target.name());
  }

  // ---- files ----

  /**
   * Everything but the notes as maps, lists, texts, doubles and booleans, for the metadata of a
   * model file.
   */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("format", FORMAT);
    map.put("columns", tableColumns);
    map.put("named", named);
    map.put("missing", missingTexts);
    map.put("target", target.toMap());
    map.put("features", features.stream().map(FeatureColumn::toMap).toList());
    return map;
  }

  /**
   * The inverse of {@link #toMap}. Everything is checked; keys that are not known are ignored.
   *
   * @throws DataException if something is missing or wrong
   */
  public static Preprocessor fromMap(Map<String, Object> map) {
    var reader = MapReader.of("preprocessing", map);
    double format = reader.number("format");
    if (format != FORMAT) {
      throw reader.fault("format", "is " + format + ", but only 1 is known; use a newer version");
    }
    var columns = reader.differentTexts("columns");
    var target = TargetColumn.from(reader.object("target"));
    var features = new ArrayList<FeatureColumn>();
    var seen = new HashSet<String>();
    for (var entry : reader.objects("features")) {
      var feature = FeatureColumn.from(entry);
      if (!columns.contains(feature.name()) || feature.name().equals(target.name())) {
        throw entry.fault("column", "must be one of the columns, and not the target");
      }
      if (!seen.add(feature.name())) {
        throw entry.fault("column", "repeats " + DataException.quote(feature.name()));
      }
      features.add(feature);
    }
    if (!columns.contains(target.name())) {
      throw reader.fault("target.column", "must be one of the columns");
    }
    return new Preprocessor(
        columns,
        reader.truth("named"),
        reader.differentTexts("missing"),
        features,
        target,
        List.of());
  }
}
