package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** a · b, element by element, with broadcasting. */
final class Mul extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.MUL, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? unbroadcast(upstream.mul(input(1)), 0) : null,
        needs(1) ? unbroadcast(upstream.mul(input(0)), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = a · b", "y = a \\odot b")
        .derivative("∂y/∂a = b", "b")
        .derivative("∂y/∂b = a", "a");
  }
}
