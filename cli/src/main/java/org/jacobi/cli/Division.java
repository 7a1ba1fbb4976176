package org.jacobi.cli;

import org.jacobi.data.Folds;
import org.jacobi.data.Split;
import org.jacobi.data.Task;
import org.jspecify.annotations.Nullable;

/**
 * How data is divided into training, validation and test rows: classes keep their shares. The test
 * rows follow from the seed and the share alone, so that they can be found again later.
 *
 * @param test share of the test rows; null for a set that has a test part of its own
 * @param validation share of the validation rows, or null for none
 * @param seed what the choice follows from
 */
record Division(@Nullable Double test, @Nullable Double validation, long seed) {
  private static final int[] NONE = {};

  /** One training. */
  Parts of(Source source) {
    Double testShare = test;
    Double validationShare = validation;
    int[] all = source.all();
    if (testShare == null) {
      if (validationShare == null) {
        return source.parts(all, NONE, null);
      }
      var split = split(labels(source), all.length, validationShare, null);
      return source.parts(split.train(), split.test(), null);
    }
    var split = split(labels(source), all.length, testShare, validationShare);
    return source.parts(split.train(), split.validation(), split.test());
  }

  /** The test rows of a source without a test part of its own. */
  int[] testRows(Source source) {
    Double share = test;
    return split(labels(source), source.rows(), share == null ? Defaults.TEST : share, null).test();
  }

  private static int @Nullable [] labels(Source source) {
    return source.task() == Task.CLASSIFICATION ? source.labels() : null;
  }

  private Split split(int @Nullable [] labels, int rows, double first, @Nullable Double second) {
    if (labels == null) {
      return second == null ? Split.of(rows, first, seed) : Split.of(rows, first, second, seed);
    }
    return second == null
        ? Split.stratified(labels, first, seed)
        : Split.stratified(labels, first, second, seed);
  }

  /** The folds of a cross-validation. */
  Folds folds(Source source, int count) {
    int[] labels = labels(source);
    return labels == null
        ? Folds.of(source.rows(), count, seed)
        : Folds.stratified(labels, count, seed);
  }

  /** One fold: its rows are the test part, a share of the others may be for validation. */
  Parts of(Source source, Folds folds, int fold) {
    int[] train = folds.train(fold);
    Double share = validation;
    if (share == null) {
      return source.parts(train, NONE, folds.test(fold));
    }
    int[] labels = labels(source);
    int[] chosen = labels == null ? null : pick(labels, train);
    var split = split(chosen, train.length, share, null);
    return source.parts(pick(train, split.train()), pick(train, split.test()), folds.test(fold));
  }

  private static int[] pick(int[] numbers, int[] places) {
    int[] chosen = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      chosen[i] = numbers[places[i]];
    }
    return chosen;
  }
}
