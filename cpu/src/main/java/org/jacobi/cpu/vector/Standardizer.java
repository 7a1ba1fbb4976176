package org.jacobi.cpu.vector;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels#standardize} of the rows, or the columns, of dense F32 matrices, which {@link
 * VectorKernels} gets from outside. Means that are far from 0 may cost digits: {@link
 * VectorKernels} computes such rows and columns again, and asks for no gradients where there is
 * one.
 */
public interface Standardizer {
  /** Does nothing: all is standardized through the Vector API. */
  Standardizer NONE = new Standardizer() {};

  /** Whether it should be asked for matrices of this shape; costs next to nothing. */
  default boolean takes(boolean columns, int rows, int n, double epsilon) {
    return false;
  }

  /**
   * As {@link Kernels#standardize}, for what it {@link #takes}.
   *
   * @param columns whether each column is standardized, not each row
   * @param scale n numbers, or null with the shift
   * @return false if nothing was done
   */
  default boolean forward(
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
    return false;
  }

  /**
   * As {@link Kernels#standardizeGradient}, for what it {@link #takes}.
   *
   * @param columns whether each column was standardized, not each row
   * @return false if nothing was done
   */
  default boolean gradient(
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
    return false;
  }
}
