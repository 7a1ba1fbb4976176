package org.jacobi.train;

/**
 * Where a length is cut into parts. The same length is cut at the same places by everybody, so that
 * a worker finds in its cache what it left there: the rows of a weight, of its gradient and of the
 * optimizer's state.
 */
final class Cut {
  /** Cuts lie at multiples of this: whole cache lines. */
  private static final int UNIT = 16;

  private Cut() {}

  /** The beginning of that part, or the end for {@code part = parts}. */
  static int at(int length, int part, int parts) {
    return part == parts ? length : (int) ((long) length * part / parts) / UNIT * UNIT;
  }
}
