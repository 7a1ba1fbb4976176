package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** The natural logarithm. */
final class Log extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.LOG, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.div(input(0)));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = log x", "y = \\log x").derivative("∂y/∂x = 1/x", "\\frac{1}{x}");
  }
}
