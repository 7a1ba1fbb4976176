package org.jacobi.cpu;

import org.jacobi.array.NDArray;
import org.jacobi.cpu.onednn.Normalizations;
import org.jacobi.cpu.vector.Standardizer;
import org.jspecify.annotations.Nullable;

/** Standardized rows, and columns of some widths, by oneDNN. */
final class CpuStandardizer implements Standardizer {
  private static final int LEAST_ROWS = 16;

  /**
   * Rows of a multiple of so many floats: the numbers of a column share few places in the
   * first-level cache then. Java goes down the columns and is slower than oneDNN, which goes along
   * the rows; for other widths it is faster.
   */
  private static final int BAD_WIDTH = 1024;

  /**
   * A call takes 1 µs, a row in Java a sixteenth of that. An ε that is flushed to 0 would make NaN
   * of zeros.
   */
  @Override
  public boolean takes(boolean columns, int rows, int n, double epsilon) {
    return rows >= LEAST_ROWS
        && (float) epsilon >= Float.MIN_NORMAL
        && (!columns || n % BAD_WIDTH == 0);
  }

  @Override
  public boolean forward(
      NDArray x,
      boolean columns,
      int rows,
      int n,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    return Normalizations.forward(
        x, columns, rows, n, (float) epsilon, scale, shift, out, mean, variance);
  }

  @Override
  public boolean gradient(
      NDArray upstream,
      NDArray x,
      boolean columns,
      int rows,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    return Normalizations.gradient(
        upstream,
        x,
        columns,
        rows,
        n,
        mean,
        variance,
        scale,
        (float) epsilon,
        out,
        scaleGradient,
        shiftGradient);
  }
}
