package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** cos x. */
final class Cos extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.COS, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).sin()).neg());
  }

  @Override
  public Formula formula() {
    return Formula.of("y = cos x", "y = \\cos x").derivative("∂y/∂x = −sin x", "-\\sin x");
  }
}
