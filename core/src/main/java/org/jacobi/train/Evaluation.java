package org.jacobi.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.data.Task;
import org.jspecify.annotations.Nullable;

/**
 * A model's answers for a data set beside what was expected, and the figures that follow.
 *
 * <p>Ratios 0/0 are 0, but for the two that say NaN. A probability that is NaN counts as smaller
 * than all others. Figures of the other task throw {@link IllegalStateException}.
 */
public final class Evaluation {
  private final Task task;
  private final double loss;
  private final int outputs;
  private final double[] scores;
  private final int @Nullable [] labels;
  private final double @Nullable [] values;

  private Evaluation(
      Task task,
      double loss,
      int outputs,
      double[] scores,
      int @Nullable [] labels,
      double @Nullable [] values) {
    this.task = task;
    this.loss = loss;
    this.outputs = outputs;
    this.scores = scores;
    this.labels = labels;
    this.values = values;
  }

  /**
   * Of a classification.
   *
   * @param loss the loss over all rows
   * @param classes number of classes
   * @param probabilities rows × classes
   * @param labels the expected class of each row
   */
  public static Evaluation classification(
      double loss, int classes, double[] probabilities, int[] labels) {
    return new Evaluation(Task.CLASSIFICATION, loss, classes, probabilities, labels, null);
  }

  /**
   * Of a regression.
   *
   * @param loss the loss over all rows
   * @param outputs numbers predicted for a row
   * @param predicted rows × outputs, in the units of the target
   * @param expected the same for what was expected
   */
  public static Evaluation regression(
      double loss, int outputs, double[] predicted, double[] expected) {
    return new Evaluation(Task.REGRESSION, loss, outputs, predicted, null, expected);
  }

  /** What was predicted. */
  public Task task() {
    return task;
  }

  /** The loss over all rows. */
  public double loss() {
    return loss;
  }

  /** Number of rows. */
  public int rows() {
    return scores.length / outputs;
  }

  /** Numbers in a row of answers: the classes, or what is predicted for a row. */
  public int outputs() {
    return outputs;
  }

  /** The loss and the leading metric. */
  public Scores summary() {
    return new Scores(task, loss, task == Task.CLASSIFICATION ? accuracy() : rmse());
  }

  private int[] labels() {
    int[] known = labels;
    if (known == null) {
      throw new IllegalStateException("[evaluation] a regression has no classes");
    }
    return known;
  }

  private double[] values() {
    double[] known = values;
    if (known == null) {
      throw new IllegalStateException("[evaluation] a classification has no numbers to compare");
    }
    return known;
  }

  // ---- classification ----

  /** The expected class of a row. */
  public int expected(int row) {
    return labels()[row];
  }

  /** The class with the largest probability, the first of equal ones. */
  public int predicted(int row) {
    int best = 0;
    for (int c = 1; c < outputs; c++) {
      if (isLarger(score(row, c), score(row, best))) {
        best = c;
      }
    }
    return best;
  }

  /** True if a is larger than b, where NaN is smaller than every number. */
  private static boolean isLarger(double a, double b) {
    return a > b || Double.isNaN(b) && !Double.isNaN(a);
  }

  /** The probability of a class for a row, or the predicted number of an output. */
  public double score(int row, int output) {
    return scores[row * outputs + output];
  }

  /** The share of rows whose class was predicted. */
  public double accuracy() {
    return topK(1);
  }

  /**
   * The share of rows whose class is among the k with the largest probabilities; of equal ones,
   * those with smaller numbers come first.
   *
   * @throws IllegalArgumentException if k is not positive
   */
  public double topK(int k) {
    if (k <= 0) {
      throw new IllegalArgumentException("[topK] k must be positive, not " + k);
    }
    int[] expected = labels();
    int hits = 0;
    for (int row = 0; row < expected.length; row++) {
      double own = score(row, expected[row]);
      int ahead = 0;
      for (int c = 0; c < outputs; c++) {
        double other = score(row, c);
        boolean first = isLarger(other, own) || c < expected[row] && !isLarger(own, other);
        ahead += first ? 1 : 0;
      }
      hits += ahead < k ? 1 : 0;
    }
    return expected.length == 0 ? 0 : (double) hits / expected.length;
  }

  /** How often each class was taken for each. */
  public ConfusionMatrix confusion() {
    int[] predicted = IntStream.range(0, rows()).map(this::predicted).toArray();
    return new ConfusionMatrix(outputs, labels(), predicted);
  }

  /**
   * The area under the receiver operating characteristic of one class against the others: the
   * probability that a row of the class has a larger score than another row, ties counted half. NaN
   * where the class, or the rest, has no row, or a score is NaN.
   */
  public double rocAuc(int c) {
    int[] expected = labels();
    if (IntStream.range(0, rows()).anyMatch(row -> Double.isNaN(score(row, c)))) {
      return Double.NaN;
    }
    Integer[] order = IntStream.range(0, rows()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(score(a, c), score(b, c)));
    double rankSum = 0;
    long positives = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && score(order[to], c) == score(order[from], c)) {
        to++;
      }
      for (int i = from; i < to; i++) {
        if (expected[order[i]] == c) {
          positives++;
          rankSum += (from + 1 + to) / 2.0; // the mean rank of the tie, from 1
        }
      }
      from = to;
    }
    double negatives = order.length - (double) positives;
    return (rankSum - positives * (positives + 1) / 2.0) / (positives * negatives);
  }

  /** The area for two classes (the second is the positive one), else the mean over all classes. */
  public double rocAuc() {
    return outputs == 2
        ? rocAuc(1)
        : IntStream.range(0, outputs).mapToDouble(this::rocAuc).average().orElse(Double.NaN);
  }

  // ---- regression ----

  /** The expected number of an output for a row, in the units of the target. */
  public double target(int row, int output) {
    return values()[row * outputs + output];
  }

  /** The mean absolute error. */
  public double mae() {
    double[] expected = values();
    double total = 0;
    for (int i = 0; i < expected.length; i++) {
      total += Math.abs(scores[i] - expected[i]);
    }
    return total / expected.length;
  }

  /** The root mean squared error. */
  public double rmse() {
    return Math.sqrt(squares() / values().length);
  }

  /**
   * 1 − squared errors / squared deviations from the mean; 1 is perfect, 0 as good as the mean. NaN
   * where the expected numbers of every output are all equal.
   */
  public double r2() {
    double[] expected = values();
    double total = 0;
    for (int output = 0; output < outputs; output++) {
      total += deviations(expected, output);
    }
    return total == 0 ? Double.NaN : 1 - squares() / total;
  }

  /** The squared deviations of one output from its mean; exactly 0 for equal numbers. */
  private double deviations(double[] expected, int output) {
    double shift = 0;
    double squares = 0;
    for (int i = output; i < expected.length; i += outputs) {
      double fromFirst = expected[i] - expected[output]; // so that equal numbers do not round
      shift += fromFirst;
      squares += fromFirst * fromFirst;
    }
    double mean = expected.length == 0 ? 0 : expected[output] + shift / rows();
    if (squares == 0) {
      return 0;
    }
    double total = 0;
    for (int i = output; i < expected.length; i += outputs) {
      total += (expected[i] - mean) * (expected[i] - mean);
    }
    return total;
  }

  private double squares() {
    double[] expected = values();
    double total = 0;
    for (int i = 0; i < expected.length; i++) {
      total += (scores[i] - expected[i]) * (scores[i] - expected[i]);
    }
    return total;
  }
}
