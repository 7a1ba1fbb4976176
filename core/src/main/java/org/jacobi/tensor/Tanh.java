package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** tanh x. */
final class Tanh extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.TANH, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(new TanhGradient().apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = tanh x", "y = \\tanh x").derivative("∂y/∂x = 1 − y²", "1 - y^2");
  }
}
