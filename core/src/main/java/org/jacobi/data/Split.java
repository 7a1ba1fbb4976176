package org.jacobi.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.tensor.Rng;

/**
 * Row numbers divided at random into training, validation and test rows. Each row is in exactly one
 * part; within a part, rows are in ascending order. The same seed gives the same parts.
 *
 * <pre>{@code
 * var split = Split.stratified(data.labels(), 0.2, 0.1, 1);
 * var train = data.subset(split.train());
 * }</pre>
 */
public final class Split {
  private final int[] train;
  private final int[] validation;
  private final int[] test;

  private Split(int[] train, int[] validation, int[] test) {
    this.train = train;
    this.validation = validation;
    this.test = test;
  }

  /**
   * Training and test rows only.
   *
   * @throws IllegalArgumentException if the fraction is not within 0 and 1, or a part is empty
   */
  public static Split of(int rows, double testFraction, long seed) {
    checkFraction("test", testFraction);
    return divide(order(rows, seed), testFraction, 0, false);
  }

  /**
   * Three parts: round(rows × fraction) test and validation rows, the rest for training.
   *
   * @throws IllegalArgumentException if a fraction is not within 0 and 1, or a part is empty
   */
  public static Split of(int rows, double testFraction, double validationFraction, long seed) {
    checkFractions(testFraction, validationFraction);
    return divide(order(rows, seed), testFraction, validationFraction, true);
  }

  /**
   * Training and test rows, where each class has its share in both, to within one row.
   *
   * @param labels the class number of each row
   * @throws IllegalArgumentException if the fraction is not within 0 and 1, or a part is empty
   */
  public static Split stratified(int[] labels, double testFraction, long seed) {
    checkFraction("test", testFraction);
    return divide(order(labels, seed), testFraction, 0, false);
  }

  /**
   * Three parts, where each class has its share in all, to within two rows.
   *
   * @param labels the class number of each row
   * @throws IllegalArgumentException if a fraction is not within 0 and 1, or a part is empty
   */
  public static Split stratified(
      int[] labels, double testFraction, double validationFraction, long seed) {
    checkFractions(testFraction, validationFraction);
    return divide(order(labels, seed), testFraction, validationFraction, true);
  }

  /** A random order of the rows. */
  static int[] order(int rows, long seed) {
    if (rows <= 0) {
      throw new IllegalArgumentException("[split] there must be rows to divide, not " + rows);
    }
    return Rng.of(seed, "split").permutation(rows);
  }

  /** The rows class after class, in random order within each class. */
  static int[] order(int[] labels, long seed) {
    return Arrays.stream(order(labels.length, seed))
        .boxed()
        .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void checkFractions(double test, double validation) {
    checkFraction("test", test);
    checkFraction("validation", validation);
    if (test + validation >= 1) {
      throw new IllegalArgumentException(
          "[split] the test fraction "
              + test
              + " and the validation fraction "
              + validation
              + " leave no rows for training; their sum must be below 1");
    }
  }

  private static void checkFraction(String part, double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "[split] the " + part + " fraction must lie between 0 and 1, not be " + fraction);
    }
  }

  private static Split divide(int[] order, double test, double validation, boolean threeParts) {
    int rows = order.length;
    int testRows = (int) Math.round(rows * test);
    int validationRows = (int) Math.round(rows * validation);
    int trainRows = rows - testRows - validationRows;
    if (trainRows <= 0 || testRows == 0 || threeParts && validationRows == 0) {
      throw new IllegalArgumentException(
          "[split] "
              + rows
              + " rows are too few for these fractions: "
              + trainRows
              + " for training, "
              + (threeParts ? validationRows + " for validation, " : "")
              + testRows
              + " for test. Each part needs at least one");
    }
    int[][] testAndRest = take(order, testRows);
    int[][] validationAndTrain = take(testAndRest[1], validationRows);
    return new Split(
        sorted(validationAndTrain[1]), sorted(validationAndTrain[0]), sorted(testAndRest[0]));
  }

  // Takes entries at even distances, so that each run of equal labels gives its share.
  private static int[][] take(int[] order, int count) {
    int[] taken = new int[count];
    int[] rest = new int[order.length - count];
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      if ((long) (i + 1) * count / order.length > next) {
        taken[next++] = order[i];
      } else {
        rest[i - next] = order[i];
      }
    }
    return new int[][] {taken, rest};
  }

  private static int[] sorted(int[] rows) {
    return IntStream.of(rows).sorted().toArray();
  }

  /** Rows to fit on. */
  public int[] train() {
    return train.clone();
  }

  /** Rows to choose settings by; empty if none were asked for. */
  public int[] validation() {
    return validation.clone();
  }

  /** Rows to measure the final model on. */
  public int[] test() {
    return test.clone();
  }
}
