package org.jacobi.train;

import java.util.function.IntToDoubleFunction;

/**
 * How often each class was taken for each: the counts that accuracy, precision, recall and F1 are
 * computed from. A ratio 0/0, such as the precision of a class that was never predicted, is 0.
 */
public final class ConfusionMatrix {
  private final int[][] counts;

  /**
   * Counts pairs of class numbers.
   *
   * @throws IllegalArgumentException if the lengths differ or a number is no class
   */
  public ConfusionMatrix(int classes, int[] expected, int[] predicted) {
    if (expected.length != predicted.length) {
      throw new IllegalArgumentException(
          "[confusion] there are "
              + expected.length
              + " labels but "
              + predicted.length
              + " predictions");
    }
    counts = new int[classes][classes];
    for (int i = 0; i < expected.length; i++) {
      counts[checked(expected[i])][checked(predicted[i])]++;
    }
  }

  private int checked(int number) {
    if (number < 0 || number >= counts.length) {
      throw new IllegalArgumentException(
          "[confusion] there is no class " + number + ", only 0 to " + (counts.length - 1));
    }
    return number;
  }

  /** Number of classes. */
  public int classes() {
    return counts.length;
  }

  /** How many rows of one class were taken for another. */
  public int count(int expected, int predicted) {
    return counts[expected][predicted];
  }

  /** Number of rows. */
  public int rows() {
    int total = 0;
    for (int c = 0; c < counts.length; c++) {
      total += expected(c);
    }
    return total;
  }

  private int expected(int c) {
    int total = 0;
    for (int count : counts[c]) {
      total += count;
    }
    return total;
  }

  private int predicted(int c) {
    int total = 0;
    for (int[] row : counts) {
      total += row[c];
    }
    return total;
  }

  private int correct() {
    int total = 0;
    for (int c = 0; c < counts.length; c++) {
      total += counts[c][c];
    }
    return total;
  }

  /** Correct rows / all rows. For single labels it equals micro precision, recall and F1. */
  public double accuracy() {
    return ratio(correct(), rows());
  }

  /** Of the rows taken for class c, the share that is of class c. */
  public double precision(int c) {
    return ratio(counts[c][c], predicted(c));
  }

  /** Of the rows of class c, the share that was taken for class c. */
  public double recall(int c) {
    return ratio(counts[c][c], expected(c));
  }

  /** 2 · precision · recall / (precision + recall) of class c. */
  public double f1(int c) {
    return ratio(2.0 * counts[c][c], expected(c) + (double) predicted(c));
  }

  /** The mean precision of all classes. */
  public double macroPrecision() {
    return mean(this::precision);
  }

  /** The mean recall of all classes. */
  public double macroRecall() {
    return mean(this::recall);
  }

  /** The mean F1 of all classes. */
  public double macroF1() {
    return mean(this::f1);
  }

  /** F1 over all decisions together; equals the accuracy, since each row has one label. */
  public double microF1() {
    return accuracy();
  }

  private double mean(IntToDoubleFunction metric) {
    double total = 0;
    for (int c = 0; c < counts.length; c++) {
      total += metric.applyAsDouble(c);
    }
    return ratio(total, counts.length);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
