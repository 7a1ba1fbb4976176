package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** The same numbers under another shape. */
final class Reshape extends Op {
  private final int[] dims;

  Reshape(int... dims) {
    this.dims = dims;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return in[0].reshape(dims);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.reshape(input(0).shape().toArray()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x in another shape", "y = \\operatorname{reshape} x")
        .derivative("gradient of x = u in the shape of x", "\\operatorname{reshape} u");
  }
}
