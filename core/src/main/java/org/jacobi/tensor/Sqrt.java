package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** √x. */
final class Sqrt extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SQRT, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.div(output().mul(2)));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = √x", "y = \\sqrt{x}")
        .derivative("∂y/∂x = 1/(2√x) = 1/(2y)", "\\frac{1}{2\\sqrt{x}} = \\frac{1}{2y}");
  }
}
