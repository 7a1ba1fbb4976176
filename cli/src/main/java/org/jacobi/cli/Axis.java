package org.jacobi.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The scale of one side of a chart: where numbers lie, and which of them are written. */
final class Axis {
  /** A loss that falls by more than this factor is drawn on a logarithmic scale. */
  static final double LOG_FROM = 60;

  private static final int TICKS = 5;

  private final double low;
  private final double high;
  private final boolean logarithmic;
  private final double[] ticks;

  private Axis(double low, double high, boolean logarithmic, double[] ticks) {
    this.low = low;
    this.high = high;
    this.logarithmic = logarithmic;
    this.ticks = ticks;
  }

  /** Over finite numbers; it begins and ends at round ones. */
  static Axis linear(double[] numbers) {
    double low = DoubleStream.of(numbers).min().orElse(0);
    double high = DoubleStream.of(numbers).max().orElse(1);
    if (high - low <= Math.ulp(Math.max(Math.abs(low), Math.abs(high))) * 8) {
      double margin = low == 0 ? 1 : Math.abs(low) * 0.1;
      low -= margin;
      high += margin;
    }
    if (low > 0 && low < 0.4 * high) {
      low = 0; // near enough to show the whole distance from nothing
    }
    double step = roundStep((high - low) / TICKS);
    long from = (long) Math.floor(low / step + 1e-9);
    long to = (long) Math.ceil(high / step - 1e-9);
    return new Axis(from * step, to * step, false, multiples(from, to, step));
  }

  /** Linear, but for positive numbers over a wide range logarithmic. */
  static Axis fitting(double[] numbers) {
    double low = DoubleStream.of(numbers).min().orElse(0);
    double high = DoubleStream.of(numbers).max().orElse(1);
    return low > 0 && high / low >= LOG_FROM ? logarithmic(low, high) : linear(numbers);
  }

  /** Shares of 1, which never end above 1 nor below 0. */
  static Axis shares(double[] numbers) {
    Axis axis = linear(numbers);
    double low = Math.max(0, axis.low);
    double high = Math.min(1, axis.high);
    double[] ticks =
        DoubleStream.of(axis.ticks).filter(t -> t >= low && t <= high + 1e-9).toArray();
    return new Axis(low, high, false, ticks);
  }

  private static Axis logarithmic(double low, double high) {
    int from = (int) Math.floor(Math.log10(low));
    int to = (int) Math.ceil(Math.log10(high));
    int[] factors = to - from <= 2 ? new int[] {1, 2, 5} : new int[] {1};
    int every = Math.max(1, (int) Math.ceil((to - from) / 6.0));
    double[] ticks =
        IntStream.rangeClosed(from, to)
            .filter(e -> (to - e) % every == 0)
            .boxed()
            .flatMapToDouble(e -> IntStream.of(factors).mapToDouble(f -> power(f, e)))
            .toArray();
    double least = DoubleStream.of(ticks).filter(t -> t <= low).max().orElse(power(1, from));
    double most = DoubleStream.of(ticks).filter(t -> t >= high).min().orElse(power(1, to));
    return new Axis(
        least, most, true, DoubleStream.of(ticks).filter(t -> t >= least && t <= most).toArray());
  }

  private static double power(int factor, int exponent) {
    return Double.parseDouble(factor + "e" + exponent);
  }

  /** Epochs from 1; whole numbers only. */
  static Axis epochs(int last) {
    if (last == 1) {
      return new Axis(0.5, 1.5, false, new double[] {1});
    }
    long step = Math.max(1, (long) roundStep((last - 1) / 6.0));
    double[] multiples =
        DoubleStream.iterate((double) step, t -> t <= last, t -> t + step)
            .filter(t -> t > 1)
            .toArray();
    double[] ticks = DoubleStream.concat(DoubleStream.of(1), DoubleStream.of(multiples)).toArray();
    boolean crowded = ticks.length > 1 && ticks[1] - 1 < 0.6 * step;
    return new Axis(1, last, false, crowded ? multiples : ticks);
  }

  private static double[] multiples(long from, long to, double step) {
    // Not from * step: 3 * 0.1 is not 0.3.
    BigDecimal exact = new BigDecimal(step).round(new MathContext(3));
    return java.util.stream.LongStream.rangeClosed(from, to)
        .mapToDouble(i -> exact.multiply(BigDecimal.valueOf(i)).doubleValue())
        .toArray();
  }

  /** The smallest of 1, 2, 2.5, 5 times a power of ten that is not less. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** The numbers that are written beside it. */
  double[] ticks() {
    return ticks.clone();
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  /** Where a number lies: 0 at the beginning, 1 at the end. */
  double at(double number) {
    return logarithmic
        ? Math.log(number / low) / Math.log(high / low)
        : (number - low) / (high - low);
  }

  /** A tick as text, with as many decimals as the ticks need. */
  String label(double tick, boolean percent) {
    double factor = percent ? 100 : 1;
    double step = ticks.length > 1 ? (ticks[1] - ticks[0]) * factor : 1;
    double size = Math.max(Math.abs(low), Math.abs(high)) * factor;
    if (logarithmic || size >= 1e6 || size < 1e-3) {
      return plain(tick * factor) + (percent ? " %" : "");
    }
    int decimals = 0;
    while (decimals < 6
        && Math.abs(step - Math.rint(step * Math.pow(10, decimals)) / Math.pow(10, decimals))
            > 1e-9 * step) {
      decimals++;
    }
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", tick * factor + 0.0);
    return text + (percent ? " %" : "");
  }

  private static String plain(double number) {
    double size = Math.abs(number);
    return size != 0 && (size < 1e-3 || size >= 1e5)
        ? String.format(Locale.ROOT, "%.1e", number)
            .replace(".0e", "e")
            .replace("e+0", "e")
            .replace("e-0", "e-")
            .replace("e+", "e")
        : new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
