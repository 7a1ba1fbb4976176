package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** |x|; the derivative at 0 is 0. */
final class Abs extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.ABS, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).sign()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = |x|", "y = |x|").derivative("∂y/∂x = sign x", "\\operatorname{sign} x");
  }
}
