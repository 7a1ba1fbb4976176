package org.jacobi.bench.jacobi;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jacobi.bench.Results;
import org.jacobi.bench.Statistics;
import org.jacobi.bench.Table;
import org.jacobi.bench.Workload;
import org.jacobi.data.Mnist;
import org.jacobi.data.TrainTest;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.optim.SGD;
import org.jacobi.train.Checkpoints;
import org.jacobi.train.Trainer;

/**
 * What a checkpoint after each epoch costs on MNIST: whole trainings, the evaluation after each
 * epoch included, with checkpoints and without take turns in one process, so that the machine's
 * drift does not count.
 */
public final class CheckpointCost {
  private CheckpointCost() {}

  /**
   * Arguments: folder of MNIST's files, folder for the result, pairs of trainings, epochs of each.
   *
   * @throws IOException if a file cannot be written
   */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var data = Mnist.load(Path.of(args[0]));
    int pairs = Integer.parseInt(args[2]);
    int epochs = Integer.parseInt(args[3]);
    Path folder = Files.createTempDirectory("checkpoints");
    var checkpoints = Checkpoints.in(folder).everyEpochs(1);
    seconds(training(2).checkpoints(checkpoints), data); // until all is compiled
    double[] without = new double[pairs];
    double[] with = new double[pairs];
    double[] percent = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        without[i] = seconds(training(epochs), data);
        with[i] = seconds(training(epochs).checkpoints(checkpoints), data);
      } else {
        with[i] = seconds(training(epochs).checkpoints(checkpoints), data);
        without[i] = seconds(training(epochs), data);
      }
      percent[i] = 100 * (with[i] / without[i] - 1);
      out.printf(
          Locale.ROOT,
          "pair %2d: %.3f s without, %.3f s with, %+.2f %%%n",
          i + 1,
          without[i],
          with[i],
          percent[i]);
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
    report(out, Path.of(args[1]), epochs, without, with, percent);
  }

  private static void report(
      PrintStream out, Path place, int epochs, double[] without, double[] with, double[] percent)
      throws IOException {
    var table = new Table("training", "seconds", "10–90 % of trainings", "of the pairs, %");
    row(table, "without checkpoints", without, "");
    String more =
        String.format(
            Locale.ROOT,
            "%+.2f (%+.2f to %+.2f)",
            Statistics.median(percent),
            Statistics.quantile(percent, 0.1),
            Statistics.quantile(percent, 0.9));
    row(table, "one after each epoch", with, more);
    String text =
        "**The cost of checkpoints**, MNIST 784-256-128-10, batch 128, "
            + epochs
            + " epochs, "
            + percent.length
            + " pairs\n\n"
            + table.markdown();
    out.println(text);
    var results = new Results();
    results.add("checkpoints", text);
    results.write(place);
  }

  private static void row(Table table, String name, double[] seconds, String more) {
    table.row(
        name,
        String.format(Locale.ROOT, "%.2f", Statistics.median(seconds)),
        String.format(
            Locale.ROOT,
            "%.2f–%.2f",
            Statistics.quantile(seconds, 0.1),
            Statistics.quantile(seconds, 0.9)),
        more);
  }

  private static Trainer.Builder training(int epochs) {
    return Trainer.builder(JacobiFactory.model(Workload.W1))
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.02).momentum(0.9))
        .batchSize(128)
        .epochs(epochs)
        .seed(1);
  }

  private static double seconds(Trainer.Builder training, TrainTest data) {
    var trainer = training.build();
    long start = System.nanoTime();
    trainer.fit(data.train(), data.test());
    return (System.nanoTime() - start) / 1e9;
  }
}
