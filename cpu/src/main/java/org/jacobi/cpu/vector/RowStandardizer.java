package org.jacobi.cpu.vector;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels#standardize} of the rows of dense F32 matrices, which {@link VectorKernels} gets
 * from outside. Means that are far from 0 may cost digits: {@link VectorKernels} computes such rows
 * again, and asks for no gradients where there is one.
 */
public interface RowStandardizer {
  /** Does nothing: all rows are standardized through the Vector API. */
  RowStandardizer NONE = new RowStandardizer() {};

  /**
   * As {@link Kernels#standardize}.
   *
   * @param scale n numbers, or null with the shift
   * @return false if nothing was done
   */
  default boolean forward(
      NDArray x,
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
   * As {@link Kernels#standardizeGradient}.
   *
   * @return false if nothing was done
   */
  default boolean gradient(
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
    return false;
  }
}
