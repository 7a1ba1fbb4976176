package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** 1 / (1 + e⁻ˣ), right for any x. */
final class Sigmoid extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SIGMOID, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(new SigmoidGradient().apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = 1 / (1 + e⁻ˣ)", "y = \\frac{1}{1 + e^{-x}}")
        .derivative("∂y/∂x = y · (1 − y)", "y (1 - y)");
  }
}
