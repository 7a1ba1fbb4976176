package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Tanh}; inputs are (u, y) with its output y. */
final class TanhGradient extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.TANH_GRADIENT, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? new TanhGradient().apply(upstream, input(1)) : null,
        needs(1) ? upstream.mul(input(0)).mul(input(1)).mul(-2) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("g = u · (1 − y²)", "g = u (1 - y^2)")
        .derivative("∂g/∂u = 1 − y²", "1 - y^2")
        .derivative("∂g/∂y = −2uy", "-2 u y")
        .named("u", "y");
  }
}
