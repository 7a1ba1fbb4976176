package org.jacobi.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A column of numbers: (x − shift) / divisor, where a missing x is replaced by {@code fill}, and
 * the result is 0 if the divisor is 0 (a constant column).
 */
record NumberColumn(String name, Scaling scaling, double fill, double shift, double divisor)
    implements FeatureColumn {
  static final String KIND = "number";

  /** Fits to the numbers of the training rows, where a missing one is NaN. */
  static NumberColumn fit(
      String name, double[] numbers, Scaling scaling, PreprocessOptions.Fill fill) {
    double replacement = replacement(numbers, fill);
    double[] filled = numbers.clone();
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < filled.length; i++) {
      filled[i] = Double.isNaN(filled[i]) ? replacement : filled[i];
      smallest = Math.min(smallest, filled[i]);
      largest = Math.max(largest, filled[i]);
    }
    if (scaling == Scaling.NONE) {
      return new NumberColumn(name, scaling, replacement, 0, 1);
    }
    if (smallest == largest) {
      return new NumberColumn(name, scaling, replacement, smallest, 0);
    }
    if (scaling == Scaling.MIN_MAX) {
      return new NumberColumn(name, scaling, replacement, smallest, largest - smallest);
    }
    double mean = mean(filled);
    return new NumberColumn(name, scaling, replacement, mean, deviation(filled, mean));
  }

  private static double replacement(double[] numbers, PreprocessOptions.Fill fill) {
    double[] known = Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).toArray();
    if (known.length == 0) {
      return 0;
    }
    if (fill == PreprocessOptions.Fill.MEAN) {
      return mean(known);
    }
    Arrays.sort(known);
    int middle = known.length / 2;
    return known.length % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  }

  static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  static double deviation(double[] numbers, double mean) {
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    return Math.sqrt(squares / numbers.length);
  }

  boolean isConstant() {
    return divisor == 0;
  }

  @Override
  public List<String> featureNames() {
    return List.of(name);
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public boolean write(CsvTable table, int row, int column, float[] out, int at) {
    double number = table.number(row, column);
    double known = Double.isNaN(number) ? fill : number;
    out[at] = divisor == 0 ? 0 : (float) ((known - shift) / divisor);
    if (!Float.isFinite(out[at])) {
      throw table.fault(
          row, column, number + " is too far outside of the numbers that were fitted on");
    }
    return true;
  }

  @Override
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("column", name);
    map.put("kind", KIND);
    map.put("scaling", scaling.toString());
    map.put("fill", fill);
    map.put("shift", shift);
    map.put("divisor", divisor);
    return map;
  }

  static NumberColumn from(MapReader map) {
    var column =
        new NumberColumn(
            map.text("column"),
            map.choice("scaling", Scaling.values()),
            map.number("fill"),
            map.number("shift"),
            map.number("divisor"));
    if (column.divisor < 0) {
      throw map.fault("divisor", "must not be negative");
    }
    return column;
  }
}
