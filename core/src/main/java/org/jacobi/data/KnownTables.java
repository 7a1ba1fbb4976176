package org.jacobi.data;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a {@link KnownData} set, with all their columns, the names of columns and those of
 * classes. They are not divided: what is fitted, such as a scale, must be fitted on training rows
 * alone (see {@link Split} and {@link KnownData#target}).
 *
 * <pre>{@code
 * var iris = KnownData.named("iris");
 * var table = KnownTables.load(iris, DataStore.in(Path.of("data"))).train();
 * }</pre>
 *
 * @param train the rows to train on, or all rows if the set has no test part of its own
 * @param test the set's own test part, or null
 */
public record KnownTables(CsvTable train, @Nullable CsvTable test) {
  /**
   * Reads the tables from where the store has them.
   *
   * @throws DataException if a file cannot be had, or is not the set's
   * @throws IllegalArgumentException if the set has no tables
   */
  public static KnownTables load(KnownData set, DataStore store) {
    requireTables(set);
    var paths = set.files().stream().map(file -> store.find(set, file)).toList();
    var train = read(set, paths.getFirst(), set.trainRows());
    var test = paths.size() > 1 ? read(set, paths.get(1), set.testRows()) : null;
    return new KnownTables(train, test);
  }

  /**
   * How the set is prepared: its target and task. Test labels of adult lose their full stop, also
   * in files that the user brings.
   *
   * @throws IllegalArgumentException if the set has no tables
   */
  public static PreprocessOptions options(KnownData set) {
    requireTables(set);
    var options = PreprocessOptions.standard().target(set.target()).task(set.task());
    return set.form() == KnownData.Form.TABLE_WITHOUT_HEADER ? options.cutFullStop() : options;
  }

  private static void requireTables(KnownData set) {
    if (!set.form().isTable()) {
      throw new IllegalArgumentException(
          "[data] " + set.name() + " is no table, but a set of images");
    }
  }

  private static CsvTable read(KnownData set, Path path, int rows) {
    String file = path.toString();
    String text = CsvText.read(path);
    var options = CsvOptions.standard().delimiter(',');
    var table =
        switch (set.form()) {
          case TABLE_WITH_COUNTS -> {
            checkFirstLine(set, file, text);
            options = options.columnNames(set.columns()).skipLines(1);
            yield withClassNames(set, CsvTable.parse(file, text, options));
          }
          case TABLE_WITH_NAMES ->
              CsvTable.parse(file, text, options.header(CsvOptions.Header.PRESENT));
          // The test part of adult ends each label with a full stop, the training part does not.
          case TABLE_WITHOUT_HEADER ->
              CsvTable.parse(file, text.replace("50K.", "50K"), options.columnNames(set.columns()));
          case DRAWN, IMAGES -> throw new AssertionError(set.form());
        };
    check(set, table, rows);
    return table;
  }

  /** Such as {@code 150,4,setosa,versicolor,virginica}: rows, features and classes. */
  private static void checkFirstLine(KnownData set, String file, String text) {
    String expected =
        Stream.concat(
                Stream.of(set.trainRows(), set.features()).map(String::valueOf),
                set.classNames().stream())
            .collect(Collectors.joining(","));
    String first = text.lines().findFirst().orElse("");
    if (!first.equals(expected)) {
      throw DataException.at(
          file,
          1,
          "the file of "
              + set.name()
              + " starts with "
              + DataException.quote(expected)
              + ", not with "
              + DataException.quote(first)
              + ". Fetch it from "
              + set.files().getFirst().urls().getFirst()
              + ", or train on this one as a table of your own");
    }
  }

  /** The same table with {@code setosa} in place of class 0, and so on. */
  private static CsvTable withClassNames(KnownData set, CsvTable table) {
    int target = table.column(set.target());
    var numbers = IntStream.range(0, set.classes()).mapToObj(String::valueOf).toList();
    return table.refilled(
        table.columns(),
        (row, column) -> {
          var text = table.text(row, column);
          if (column != target) {
            return text;
          }
          int number = numbers.indexOf(text);
          if (number < 0) {
            throw table.fault(
                row, target, "the classes are numbered 0 to " + (set.classes() - 1) + " here");
          }
          return set.classNames().get(number);
        });
  }

  private static void check(KnownData set, CsvTable table, int rows) {
    if (!table.columns().equals(set.columns())) {
      throw DataException.in(
          table.source(),
          "the columns of "
              + set.name()
              + " are "
              + String.join(", ", set.columns())
              + ", not "
              + String.join(", ", table.columns())
              + ". Train on this file as a table of your own");
    }
    if (table.rows() != rows) {
      throw DataException.in(
          table.source(),
          "this part of "
              + set.name()
              + " has "
              + rows
              + " rows, but there are "
              + table.rows()
              + ". Fetch the file again, or train on it as a table of your own");
    }
  }
}
