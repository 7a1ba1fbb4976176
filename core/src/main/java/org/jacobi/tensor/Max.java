package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReduceFn;

/** The largest along some axes, which keep length 1; equal ones share the gradient evenly. */
final class Max extends Op {
  private final int[] axes;

  Max(int... axes) {
    this.axes = axes;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return reduce(kernels, ReduceFn.MAX, in[0], axes);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    Tensor winners = input(0).eq(output()).cast(upstream.dtype());
    Tensor share = winners.div(new Sum(axes).apply(winners));
    return gradients(share.mul(upstream));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = max x", "y = \\max_i x_i")
        .derivative("∂y/∂xᵢ = 1/n for the n winners, else 0", "\\tfrac1n [x_i = y]");
  }
}
