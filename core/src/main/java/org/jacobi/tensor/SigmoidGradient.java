package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Sigmoid}; inputs are (u, y) with its output y. */
final class SigmoidGradient extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.SIGMOID_GRADIENT, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? new SigmoidGradient().apply(upstream, input(1)) : null,
        needs(1) ? upstream.mul(input(0)).mul(input(1).mul(-2).add(1)) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("g = u · y · (1 − y)", "g = u\\,y (1 - y)")
        .derivative("∂g/∂u = y · (1 − y)", "y (1 - y)")
        .derivative("∂g/∂y = u · (1 − 2y)", "u (1 - 2 y)")
        .named("u", "y");
  }
}
