package org.jacobi.learn.doctor;

import java.util.Arrays;

/** Compares arrays entry by entry; an entry that is NaN in the expected one is not known. */
final class Compare {
  /** Below this, numbers are rounding. */
  private static final double NOTHING = 1e-11;

  private Compare() {}

  /** The largest absolute number that is known and finite. */
  static double largest(double[] numbers) {
    return Arrays.stream(numbers).filter(Double::isFinite).map(Math::abs).max().orElse(0);
  }

  /** True if all entries that are known agree to a part of the largest number. */
  static boolean same(double[] given, double[] expected, double tolerance) {
    if (given.length != expected.length) {
      return false;
    }
    double allowed = tolerance * Math.max(largest(given), largest(expected)) + NOTHING;
    boolean known = false;
    for (int i = 0; i < given.length; i++) {
      if (!Double.isNaN(expected[i])) {
        known = true;
        if (!(Math.abs(given[i] - expected[i]) <= allowed) && given[i] != expected[i]) {
          return false;
        }
      }
    }
    return known || given.length == 0;
  }

  /** True if no known entry differs from 0. */
  static boolean isZero(double[] numbers) {
    return largest(numbers) <= NOTHING;
  }

  static boolean noneKnown(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isNaN);
  }

  /** The entry that differs most. */
  static int worst(double[] given, double[] expected) {
    int worst = 0;
    double most = -1;
    for (int i = 0; i < given.length; i++) {
      double difference = Math.abs(given[i] - expected[i]);
      if (difference > most || (Double.isNaN(given[i]) && !Double.isNaN(expected[i]))) {
        most = Double.isNaN(given[i]) ? Double.MAX_VALUE : difference;
        worst = i;
      }
    }
    return worst;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
