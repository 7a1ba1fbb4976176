package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** −1, 0 or 1; its derivative is 0 everywhere. */
final class Sign extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SIGN, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(0));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = sign x", "y = \\operatorname{sign} x").derivative("∂y/∂x = 0", "0");
  }
}
