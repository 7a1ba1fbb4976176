package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Relu}; inputs are (u, y) with its output y. */
final class ReluGradient extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.RELU_GRADIENT, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? new ReluGradient().apply(upstream, input(1)) : null,
        needs(1) ? upstream.mul(0) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("g = u where y > 0, else 0", "g = u\\,[y > 0]")
        .derivative("∂g/∂u = 1 where y > 0, else 0", "[y > 0]")
        .derivative("∂g/∂y = 0", "0")
        .named("u", "y");
  }
}
