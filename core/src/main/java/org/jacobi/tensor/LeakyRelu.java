package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** x where x &gt; 0, else slope · x; the derivative at 0 is the slope. */
final class LeakyRelu extends Op {
  private final double slope;

  LeakyRelu(double slope) {
    this.slope = slope;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.LEAKY_RELU, slope, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(Tensor.where(input(0).gt(0), upstream, upstream.mul(slope)));
  }

  @Override
  public Formula formula() {
    String s = Formula.number(slope);
    String latex = Formula.latexNumber(slope);
    return Formula.of(
            "y = x where x > 0, else " + s + " · x",
            "y = \\max(x, 0) + (" + latex + ") \\min(x, 0)")
        .derivative("∂y/∂x = 1 where x > 0, else " + s, "[x > 0] + (" + latex + ")\\,[x \\le 0]");
  }
}
