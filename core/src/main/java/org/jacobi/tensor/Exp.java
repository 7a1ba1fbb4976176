package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** eˣ. */
final class Exp extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.EXP, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(output()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = eˣ", "y = e^{x}").derivative("∂y/∂x = eˣ = y", "e^{x} = y");
  }
}
