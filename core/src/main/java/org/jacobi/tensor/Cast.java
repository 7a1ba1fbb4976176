package org.jacobi.tensor;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** The same numbers in another floating-point type. */
final class Cast extends Op {
  private final DType dtype;

  Cast(DType dtype) {
    this.dtype = dtype;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return in[0].cast(dtype);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.cast(input(0).dtype()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x, rounded to another type", "y = x").derivative("∂y/∂x = 1", "1");
  }
}
