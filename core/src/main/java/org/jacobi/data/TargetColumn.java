package org.jacobi.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.Near;

/**
 * The column that is to be predicted: a class number, or (y − shift) / divisor.
 *
 * @param classes empty for a regression
 */
record TargetColumn(
    String name,
    Task task,
    Vocabulary classes,
    boolean cutsFullStop,
    double shift,
    double divisor) {
  private static final int MOST_SHOWN = 10;

  static TargetColumn ofClasses(String name, Vocabulary classes, boolean cutsFullStop) {
    return new TargetColumn(name, Task.CLASSIFICATION, classes, cutsFullStop, 0, 1);
  }

  static TargetColumn ofNumbers(String name, double shift, double divisor) {
    var none = Vocabulary.of(List.of());
    return new TargetColumn(name, Task.REGRESSION, none, false, shift, divisor);
  }

  /** A class name as it stands in a table, without a full stop at its end if that is cut. */
  static String label(String text, boolean cutsFullStop) {
    return cutsFullStop && text.length() > 1 && text.endsWith(".")
        ? text.substring(0, text.length() - 1)
        : text;
  }

  /** An exception if the value that is to be learned is missing. */
  static DataException missing(CsvTable table, int row, int column) {
    return table.fault(
        row, column, "the value to be predicted is missing; fill it in, or take the row out");
  }

  int classOf(CsvTable table, int row, int column) {
    var text = table.text(row, column);
    if (text == null) {
      throw missing(table, row, column);
    }
    var label = label(text, cutsFullStop);
    int number = classes.indexOf(label);
    if (number < 0) {
      var names = classes.names();
      boolean cut = names.size() > MOST_SHOWN;
      throw table.fault(
          row,
          column,
          DataException.quote(label)
              + " is none of the classes "
              + String.join(
                  ", ", names.stream().limit(MOST_SHOWN).map(DataException::quote).toList())
              + (cut ? ", …" : "")
              + Near.hint(label, names));
    }
    return number;
  }

  float numberOf(CsvTable table, int row, int column) {
    double number = table.number(row, column);
    if (Double.isNaN(number)) {
      throw missing(table, row, column);
    }
    float scaled = (float) ((number - shift) / divisor);
    if (!Float.isFinite(scaled)) {
      throw table.fault(
          row, column, number + " is too far outside of the numbers that were fitted on");
    }
    return scaled;
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("column", name);
    if (task == Task.CLASSIFICATION) {
      map.put("task", "classification");
      map.put("classes", classes.names());
      map.put("cut-full-stop", cutsFullStop);
    } else {
      map.put("task", "regression");
      map.put("shift", shift);
      map.put("divisor", divisor);
    }
    return map;
  }

  static TargetColumn from(MapReader map) {
    var name = map.text("column");
    return switch (map.text("task")) {
      case "classification" -> {
        var classes = map.differentTexts("classes");
        if (classes.size() < 2) {
          throw map.fault("classes", "must name at least two classes");
        }
        yield ofClasses(name, Vocabulary.restored(classes), map.truth("cut-full-stop"));
      }
      case "regression" -> {
        var target = ofNumbers(name, map.number("shift"), map.number("divisor"));
        if (target.divisor <= 0) {
          throw map.fault("divisor", "must be positive");
        }
        yield target;
      }
      default -> throw map.fault("task", "must be \"classification\" or \"regression\"");
    };
  }
}
