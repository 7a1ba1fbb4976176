package org.jacobi.cpu;

import org.jacobi.array.NDArray;
import org.jacobi.cpu.onednn.Norms;
import org.jacobi.cpu.vector.Standardizer;
import org.jspecify.annotations.Nullable;

/** Standardized rows, and columns of some widths, by oneDNN. */
final class CpuStandardizer implements Standardizer {
  private static final int LEAST_ROWS = 16;

  /**
   * The numbers of a column are so many floats apart, or a multiple, where oneDNN, which goes along
   * the rows, is faster: they share few places in the first-level cache then, and Java goes down
   * the columns.
   */
  private static final int FORWARD_STRIDE = 512;

  private static final int GRADIENT_STRIDE = 1024;

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
    float e = (float) epsilon;
    return isWorth(rows, e)
        && isWorth(columns, n, FORWARD_STRIDE)
        && Norms.forward(x, columns, rows, n, e, scale, shift, out, mean, variance);
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
    float e = (float) epsilon;
    return isWorth(rows, e)
        && isWorth(columns, n, GRADIENT_STRIDE)
        && Norms.gradient(
            upstream,
            x,
            columns,
            rows,
            n,
            mean,
            variance,
            scale,
            e,
            out,
            scaleGradient,
            shiftGradient);
  }

  /**
   * A call takes 1 µs, a row in Java a sixteenth of that. An ε that is flushed to 0 would make NaN
   * of zeros.
   */
  private static boolean isWorth(int rows, float epsilon) {
    return rows >= LEAST_ROWS && epsilon >= Float.MIN_NORMAL;
  }

  private static boolean isWorth(boolean columns, int n, int stride) {
    return !columns || n % stride == 0;
  }
}
