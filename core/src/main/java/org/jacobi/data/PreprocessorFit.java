package org.jacobi.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Looks at the training rows of a table and decides what to do with each column. */
final class PreprocessorFit {
  /** A target of up to so many different whole numbers may be taken for classes. */
  private static final int MOST_NUMBERED_CLASSES = 20;

  private final CsvTable table;
  private final int[] rows;
  private final PreprocessOptions options;
  private final List<String> notes = new ArrayList<>();

  PreprocessorFit(CsvTable table, int[] rows, PreprocessOptions options) {
    this.table = table;
    this.rows = rows;
    this.options = options;
  }

  Preprocessor fit() {
    int targetIndex = targetIndex();
    var targetName = table.columns().get(targetIndex);
    checkNames(options.ignored(), targetName, "ignored");
    checkNames(options.types().keySet(), targetName, "given a type");
    checkNames(options.scalings().keySet(), targetName, "given a scaling");
    var target = target(targetIndex);
    var features = new ArrayList<FeatureColumn>();
    for (int column = 0; column < table.columns().size(); column++) {
      var name = table.columns().get(column);
      if (column == targetIndex || options.ignored().contains(name)) {
        continue;
      }
      var declared = options.types().get(name);
      switch (declared != null ? declared : table.type(column)) {
        case NUMBER -> features.add(number(column));
        case CATEGORY -> features.add(category(column));
        case TEXT -> leaveOut(column);
      }
    }
    return new Preprocessor(
        table.columns(),
        table.isNamed(),
        table.options().missingTexts().stream().sorted().toList(),
        features,
        target,
        notes);
  }

  private int targetIndex() {
    var name = options.targetName();
    if (name != null) {
      return table.column(name);
    }
    int count = table.columns().size();
    int index = options.targetIndex() == -1 ? count - 1 : options.targetIndex();
    if (index < 0 || index >= count) {
      throw DataException.in(
          table.source(),
          "there is no column "
              + options.targetIndex()
              + " to predict; the "
              + count
              + " columns are numbered from 0");
    }
    return index;
  }

  private void checkNames(Collection<String> names, String target, String what) {
    for (var name : names) {
      table.column(name);
      if (name.equals(target)) {
        throw DataException.in(
            table.source(),
            "the column "
                + DataException.quote(name)
                + " is to be predicted, so it cannot be "
                + what);
      }
    }
  }

  // ---- features ----

  private void leaveOut(int column) {
    Set<String> different = new HashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      var text = table.text(row, column);
      if (text != null) {
        different.add(text);
      }
    }
    note(
        column,
        different.isEmpty()
            ? "is left out: it has no values"
            : "is left out: it holds "
                + different.size()
                + " different texts; declare it a category to use it");
  }

  private void note(int column, String what) {
    notes.add("column " + DataException.quote(table.columns().get(column)) + " " + what);
  }

  private NumberColumn number(int column) {
    var name = table.columns().get(column);
    double[] numbers = IntStream.of(rows).mapToDouble(row -> table.number(row, column)).toArray();
    long missing = Arrays.stream(numbers).filter(Double::isNaN).count();
    var fitted = NumberColumn.fit(name, numbers, options.scalingOf(name), options.fill());
    if (missing == numbers.length) {
      note(column, "has no values in the training rows; a missing one counts as 0");
    } else if (missing > 0) {
      note(
          column,
          "has "
              + missing
              + " missing values in the training rows; a missing one counts as "
              + fitted.fill());
    }
    if (fitted.isConstant()) {
      note(column, "is constant in the training rows; its feature is 0");
    }
    return fitted;
  }

  private CategoryColumn category(int column) {
    Set<String> texts = new LinkedHashSet<>();
    boolean missing = false;
    for (int row : rows) {
      var text = table.text(row, column);
      if (text == null) {
        missing = true;
      } else {
        texts.add(text);
      }
    }
    return new CategoryColumn(
        table.columns().get(column), Vocabulary.of(texts), missing, options.encoding());
  }

  // ---- target ----

  private TargetColumn target(int column) {
    for (int row : rows) {
      if (table.text(row, column) == null) {
        throw TargetColumn.missing(table, row, column);
      }
    }
    var given = options.task();
    var task = given != null ? given : foundTask(column);
    return task == Task.CLASSIFICATION ? classes(column) : numbers(column);
  }

  private Set<String> labels(int column) {
    Set<String> labels = new LinkedHashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      var text = table.text(row, column);
      if (text != null) {
        labels.add(TargetColumn.label(text, options.cutsFullStop()));
      }
    }
    return labels;
  }

  // Texts are classes; so are up to 20 different whole numbers that occur twice or more on average.
  private Task foundTask(int column) {
    var labels = labels(column);
    int known = table.rows() - table.missing(column);
    if (table.type(column) != ColumnType.NUMBER) {
      if (labels.size() > CsvTable.FEW_CATEGORIES && 2 * labels.size() > known) {
        throw DataException.in(
            table.source(),
            "the column "
                + DataException.quote(table.columns().get(column))
                + " is to be predicted, but has "
                + labels.size()
                + " different texts in "
                + known
                + " rows; choose another target column");
      }
      return Task.CLASSIFICATION;
    }
    boolean whole = true;
    Set<Double> different = new HashSet<>();
    for (double number : table.numbers(column)) {
      if (!Double.isNaN(number)) {
        whole &= number == Math.rint(number);
        different.add(number);
      }
    }
    boolean few =
        different.size() <= 2
            || different.size() <= MOST_NUMBERED_CLASSES && 2 * different.size() <= known;
    if (!whole || !few) {
      return Task.REGRESSION;
    }
    note(
        column,
        "has "
            + different.size()
            + " different whole numbers, taken for classes; ask for a regression if they are"
            + " amounts");
    return Task.CLASSIFICATION;
  }

  private TargetColumn classes(int column) {
    var name = table.columns().get(column);
    var classes = Vocabulary.of(labels(column));
    Set<Integer> seen = new HashSet<>();
    for (int row : rows) {
      var text = String.valueOf(table.text(row, column));
      seen.add(classes.indexOf(TargetColumn.label(text, options.cutsFullStop())));
    }
    if (seen.size() == 1) {
      throw DataException.in(
          table.source(),
          "the column "
              + DataException.quote(name)
              + " is to be predicted, but has only the one class "
              + DataException.quote(classes.names().get(seen.iterator().next()))
              + " in the training rows; at least two are needed");
    }
    return TargetColumn.ofClasses(name, classes, options.cutsFullStop());
  }

  private TargetColumn numbers(int column) {
    var name = table.columns().get(column);
    double[] numbers = IntStream.of(rows).mapToDouble(row -> table.number(row, column)).toArray();
    if (!options.scalesTarget()) {
      return TargetColumn.ofNumbers(name, 0, 1);
    }
    double mean = NumberColumn.mean(numbers);
    double deviation = NumberColumn.deviation(numbers, mean);
    if (Arrays.stream(numbers).allMatch(number -> number == numbers[0]) || deviation == 0) {
      note(column, "is to be predicted and constant in the training rows; it is not scaled");
      return TargetColumn.ofNumbers(name, 0, 1);
    }
    return TargetColumn.ofNumbers(name, mean, deviation);
  }
}
