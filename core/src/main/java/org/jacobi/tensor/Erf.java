package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** The error function. */
final class Erf extends Op {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.ERF, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).square().neg().exp()).mul(TWO_OVER_SQRT_PI));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = erf x", "y = \\operatorname{erf} x")
        .derivative("∂y/∂x = 2/√π · exp(−x²)", "\\frac{2}{\\sqrt{\\pi}} e^{-x^2}");
  }
}
