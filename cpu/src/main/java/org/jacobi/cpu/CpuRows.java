package org.jacobi.cpu;

import org.jacobi.array.NDArray;
import org.jacobi.cpu.onednn.RowNorms;
import org.jacobi.cpu.vector.RowStandardizer;
import org.jspecify.annotations.Nullable;

/** Standardized rows by oneDNN. */
final class CpuRows implements RowStandardizer {
  @Override
  public boolean forward(
      NDArray x,
      int rows,
      int n,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    return RowNorms.forward(x, rows, n, (float) epsilon, scale, shift, out, mean, variance);
  }

  @Override
  public boolean gradient(
      NDArray upstream,
      NDArray x,
      int rows,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    return RowNorms.gradient(
        upstream,
        x,
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
