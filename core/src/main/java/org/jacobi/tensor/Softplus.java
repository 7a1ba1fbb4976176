package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** log(1 + eˣ), right for any x. */
final class Softplus extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SOFTPLUS, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).sigmoid()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = log(1 + eˣ)", "y = \\log(1 + e^{x})")
        .derivative("∂y/∂x = 1 / (1 + e⁻ˣ)", "\\frac{1}{1 + e^{-x}}");
  }
}
