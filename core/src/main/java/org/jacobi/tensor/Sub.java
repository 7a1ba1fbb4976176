package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** a − b, with broadcasting. */
final class Sub extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.SUB, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        needs(0) ? unbroadcast(upstream, 0) : null,
        needs(1) ? unbroadcast(upstream.neg(), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = a − b", "y = a - b")
        .derivative("∂y/∂a = 1", "1")
        .derivative("∂y/∂b = −1", "-1");
  }
}
