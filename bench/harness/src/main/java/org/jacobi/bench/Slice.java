package org.jacobi.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured in one slice of time, in microseconds a step.
 *
 * @param steps how many steps were made
 * @param median of them
 * @param low the 10th percentile
 * @param high the 90th percentile
 * @param p99 the 99th percentile
 * @param mean the slice's time over its steps
 */
record Slice(int steps, double median, double low, double high, double p99, double mean) {
  static Slice of(long[] nanoseconds, int count) {
    double[] micros = new double[count];
    Arrays.setAll(micros, i -> nanoseconds[i] / 1e3);
    return new Slice(
        count,
        Statistics.median(micros),
        Statistics.quantile(micros, 0.1),
        Statistics.quantile(micros, 0.9),
        Statistics.quantile(micros, 0.99),
        Arrays.stream(micros).average().orElse(Double.NaN));
  }

  /** One line of text; {@link #parse} reads it. */
  String text() {
    return String.format(
        Locale.ROOT, "%d %.4f %.4f %.4f %.4f %.4f", steps, median, low, high, p99, mean);
  }

  static Slice parse(String text) {
    String[] words = text.split(" ");
    return new Slice(
        Integer.parseInt(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]));
  }
}
