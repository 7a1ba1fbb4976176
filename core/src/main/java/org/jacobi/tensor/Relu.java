package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** max(x, 0); the derivative at 0 is 0. */
final class Relu extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.RELU, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(new ReluGradient().apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = max(x, 0)", "y = \\max(x, 0)")
        .derivative("∂y/∂x = 1 where x > 0, else 0", "[x > 0]");
  }
}
