package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;

/** x stretched to a larger shape by repeating. */
final class Expand extends Op {
  private final Shape shape;

  Expand(Shape shape) {
    this.shape = shape;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return in[0].expand(shape);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(unbroadcast(upstream, 0));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x repeated", "y_i = x")
        .derivative("gradient of x = Σ of u over the repetitions", "\\textstyle\\sum_i u_i");
  }
}
