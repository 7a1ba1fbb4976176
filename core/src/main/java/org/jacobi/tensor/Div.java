package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** a / b, element by element, with broadcasting. */
final class Div extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.DIV, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? unbroadcast(upstream.div(input(1)), 0) : null,
        needs(1) ? unbroadcast(upstream.mul(output()).div(input(1)).neg(), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = a / b", "y = \\frac{a}{b}")
        .derivative("∂y/∂a = 1/b", "\\frac{1}{b}")
        .derivative("∂y/∂b = −a/b² = −y/b", "-\\frac{a}{b^2} = -\\frac{y}{b}");
  }
}
