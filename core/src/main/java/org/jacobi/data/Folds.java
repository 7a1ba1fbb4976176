package org.jacobi.data;

import java.util.stream.IntStream;

/**
 * Row numbers divided at random into k parts for cross-validation: each part is the test set once,
 * and the other parts are the training set. Part sizes differ by at most one row. The same seed
 * gives the same parts.
 */
public final class Folds {
  private final int[] partOf;
  private final int count;

  private Folds(int[] order, int count) {
    if (count < 2 || count > order.length) {
      throw new IllegalArgumentException(
          "[folds] the number of parts must lie between 2 and the number of rows, "
              + order.length
              + ", not be "
              + count);
    }
    this.count = count;
    this.partOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      partOf[order[i]] = i % count;
    }
  }

  /**
   * Parts of {@code rows} rows.
   *
   * @throws IllegalArgumentException if there are fewer than 2 parts, or more parts than rows
   */
  public static Folds of(int rows, int count, long seed) {
    return new Folds(Split.order(rows, seed), count);
  }

  /**
   * Parts in which the rows of each class differ by at most one.
   *
   * @param labels the class number of each row
   * @throws IllegalArgumentException if there are fewer than 2 parts, or more parts than rows
   */
  public static Folds stratified(int[] labels, int count, long seed) {
    return new Folds(Split.order(labels, seed), count);
  }

  /** Number of parts. */
  public int count() {
    return count;
  }

  /** The rows of one part, ascending. */
  public int[] test(int part) {
    checkPart(part);
    return IntStream.range(0, partOf.length).filter(row -> partOf[row] == part).toArray();
  }

  /** The rows of all other parts, ascending. */
  public int[] train(int part) {
    checkPart(part);
    return IntStream.range(0, partOf.length).filter(row -> partOf[row] != part).toArray();
  }

  private void checkPart(int part) {
    if (part < 0 || part >= count) {
      throw new IndexOutOfBoundsException(
          "[folds] there is no part " + part + "; parts are numbered from 0 to " + (count - 1));
    }
  }
}
