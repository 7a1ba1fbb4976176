package org.jacobi.bench.kernels;

import java.util.Locale;

/**
 * What a kernel cannot do without: each input read once and each output written once, and the
 * operations of its formula.
 *
 * @param shapes for tables
 * @param bytes read and written
 * @param operations additions, multiplications, divisions, comparisons; an exponential or logarithm
 *     counts as {@link #EXP}
 */
record Work(String shapes, long bytes, long operations) {
  /** Operations of an exponential: reduction of the range, a polynomial, scaling. */
  static final int EXP = 12;

  /** Of a product (m × k) · (k × n). */
  static Work product(int m, int k, int n) {
    return new Work(
        String.format(Locale.ROOT, "%d × %d · %d × %d", m, k, k, n),
        4L * ((long) m * k + (long) k * n + (long) m * n),
        2L * m * k * n);
  }

  /** Of an elementwise pass over arrays of one shape. */
  static Work pass(String shapes, long elements, int arrays, int operations) {
    return new Work(shapes, 4L * arrays * elements, operations * elements);
  }
}
