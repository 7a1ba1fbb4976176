package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReduceFn;

/** The sum over some axes, which keep length 1. */
final class Sum extends Op {
  private final int[] axes;

  Sum(int... axes) {
    this.axes = axes;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return reduce(kernels, ReduceFn.SUM, in[0], axes);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.expand(input(0).shape()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = Σ x", "y = \\textstyle\\sum_i x_i").derivative("∂y/∂xᵢ = 1", "1");
  }
}
