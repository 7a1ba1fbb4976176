package org.jacobi.bench.jacobi;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jacobi.bench.Results;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Statistics;
import org.jacobi.bench.Table;
import org.jacobi.bench.Workload;

/**
 * Whether a step late in training takes longer than one early on, as it would if subnormal numbers
 * were computed with: one network that has trained for long and one that has just begun take turns,
 * so that the machine's drift does not count.
 */
public final class LateSteps {
  private static final int WARM = 1_000;
  private static final int SLICE = 250;
  private static final int ROUNDS = 15;

  private LateSteps() {}

  /**
   * Arguments: folder of the data, folder for the result, number of steps that are late.
   *
   * @throws IOException if the file cannot be written
   */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int late = Integer.parseInt(args[2]);
    var table =
        new Table("setting", "steps", "µs a step", "10–90 % of slices", "ratio", "subnormals");
    for (var setting : new String[] {"f32", "bf16"}) {
      Map<String, String> options = setting.equals("bf16") ? Map.of("bf16", "true") : Map.of();
      var old = open(Path.of(args[0]), options);
      run(old, late);
      var young = open(Path.of(args[0]), options);
      run(young, WARM);
      double[] oldTimes = new double[ROUNDS];
      double[] youngTimes = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        youngTimes[round] = run(young, SLICE);
        oldTimes[round] = run(old, SLICE);
      }
      int measured = ROUNDS * SLICE;
      row(table, setting, WARM, measured, youngTimes, 1, young);
      double ratio = Statistics.medianRatio(oldTimes, youngTimes);
      row(table, setting, late, measured, oldTimes, ratio, old);
    }
    String text =
        "**Steps early and late in training**, MNIST 784-256-128-10, batch 128\n\n"
            + table.markdown();
    out.println(text);
    var results = new Results();
    results.add("late", text);
    results.write(Path.of(args[1]));
  }

  private static void row(
      Table table,
      String setting,
      int from,
      int count,
      double[] times,
      double ratio,
      JacobiTraining who) {
    table.row(
        setting,
        String.format(Locale.ROOT, "%,d to %,d", from, from + count),
        String.format(Locale.ROOT, "%.0f", Statistics.median(times)),
        String.format(
            Locale.ROOT,
            "%.0f–%.0f",
            Statistics.quantile(times, 0.1),
            Statistics.quantile(times, 0.9)),
        String.format(Locale.ROOT, "%.2f", ratio),
        String.valueOf(who.subnormals()));
  }

  private static JacobiTraining open(Path data, Map<String, String> options) {
    return (JacobiTraining) new JacobiFactory().open(new Setup(Workload.W1, data, options));
  }

  /** Median microseconds of a step. */
  private static double run(JacobiTraining who, int steps) {
    double[] times = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      who.step();
      times[i] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(times);
    return times[steps / 2];
  }
}
