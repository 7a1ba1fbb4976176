package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** sin x. */
final class Sin extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SIN, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).cos()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = sin x", "y = \\sin x").derivative("∂y/∂x = cos x", "\\cos x");
  }
}
