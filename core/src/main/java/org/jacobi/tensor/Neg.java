package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** −x. */
final class Neg extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.NEG, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.neg());
  }

  @Override
  public Formula formula() {
    return Formula.of("y = −x", "y = -x").derivative("∂y/∂x = −1", "-1");
  }
}
