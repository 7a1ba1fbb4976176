package org.jacobi.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column of numbers: (x − shift) / divisor, where a missing x is replaced by {@code fill}, and
 * the result is 0 if the divisor is 0 (a constant column).
 *
 * @param seen null if it comes from a file that was written before it was kept
 */
record NumberColumn(
    String name, Scaling scaling, double fill, double shift, double divisor, @Nullable Seen seen)
    implements FeatureColumn {
  static final String KIND = "number";

  /** Before {@link #missing} in words for people. */
  static final String NEVER = "never was; ";

  /**
   * What the rows that were fitted on had.
   *
   * @param missing whether values were missing
   * @param range of the others; null if all were missing
   */
  record Seen(boolean missing, @Nullable NumberRange range) {
    static Seen of(double[] numbers) {
      var known = Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).summaryStatistics();
      boolean none = known.getCount() == 0;
      return new Seen(
          known.getCount() < numbers.length,
          none ? null : new NumberRange(known.getMin(), known.getMax()));
    }

    private static @Nullable Seen from(MapReader map) {
      boolean hasRange = map.has("min") || map.has("max");
      if (!hasRange && !map.has("missing")) {
        return null;
      }
      boolean missing = map.truth("missing");
      if (!hasRange) {
        return new Seen(missing, null);
      }
      double min = map.number("min");
      double max = map.number("max");
      if (min > max) {
        throw map.fault("min", "must not exceed max, but is " + min + " and " + max);
      }
      return new Seen(missing, new NumberRange(min, max));
    }
  }

  /** Fits to the numbers of the training rows, where a missing one is NaN. */
  static NumberColumn fit(
      String name, double[] numbers, Scaling scaling, PreprocessOptions.Fill fill) {
    double replacement = replacement(numbers, fill);
    var seen = Seen.of(numbers);
    double[] filled = numbers.clone();
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < filled.length; i++) {
      filled[i] = Double.isNaN(filled[i]) ? replacement : filled[i];
      smallest = Math.min(smallest, filled[i]);
      largest = Math.max(largest, filled[i]);
    }
    if (scaling == Scaling.NONE) {
      return new NumberColumn(name, scaling, replacement, 0, 1, seen);
    }
    if (smallest == largest) {
      return new NumberColumn(name, scaling, replacement, smallest, 0, seen);
    }
    if (scaling == Scaling.MIN_MAX) {
      return new NumberColumn(name, scaling, replacement, smallest, largest - smallest, seen);
    }
    double mean = mean(filled);
    return new NumberColumn(name, scaling, replacement, mean, deviation(filled, mean), seen);
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
  public void write(CsvTable table, int row, int column, float[] out, int at) {
    double number = table.number(row, column);
    out[at] = scaled(Double.isNaN(number) ? fill : number);
    if (!Float.isFinite(out[at])) {
      throw table.fault(
          row, column, number + " is too far outside of the numbers that were fitted on");
    }
  }

  private float scaled(double number) {
    return divisor == 0 ? 0 : (float) ((number - shift) / divisor);
  }

  /** False if it is so large that its feature would be infinite, or is infinite itself. */
  boolean canScale(double number) {
    return Double.isFinite(number) && Float.isFinite(scaled(number));
  }

  @Override
  public boolean hasMissing() {
    return seen != null && seen.missing();
  }

  @Override
  public String missing() {
    return "counts as " + shortest(fill);
  }

  @Override
  public ColumnContract contract() {
    var formula =
        divisor == 0 ? "constant: 0" : "(x − " + shortest(shift) + ") / " + shortest(divisor);
    return new ColumnContract(
        name,
        ColumnType.NUMBER,
        seen == null ? null : seen.range(),
        List.of(),
        seen != null && !seen.missing() ? NEVER + missing() : missing(),
        scaling == Scaling.NONE ? scaling.toString() : scaling + ": " + formula);
  }

  /** Six digits are enough to be read. */
  private static String shortest(double number) {
    return NumberRange.text(
        number == Math.rint(number)
            ? number
            : new BigDecimal(number).round(new MathContext(6)).doubleValue());
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
    if (seen != null) {
      map.put("missing", seen.missing());
      var range = seen.range();
      if (range != null) {
        map.put("min", range.min());
        map.put("max", range.max());
      }
    }
    return map;
  }

  static NumberColumn from(MapReader map) {
    var column =
        new NumberColumn(
            map.text("column"),
            map.choice("scaling", Scaling.values()),
            map.number("fill"),
            map.number("shift"),
            map.number("divisor"),
            Seen.from(map));
    if (column.divisor < 0) {
      throw map.fault("divisor", "must not be negative");
    }
    return column;
  }
}
