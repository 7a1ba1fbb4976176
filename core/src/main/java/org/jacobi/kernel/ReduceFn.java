package org.jacobi.kernel;

/** What becomes of many numbers. */
public enum ReduceFn {
  /** Their sum, 0 for none. */
  SUM,
  /** The largest, −∞ for none; NaN if one is. */
  MAX,
  /** The smallest, +∞ for none; NaN if one is. */
  MIN
}
