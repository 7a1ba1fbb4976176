package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** min(max(x, low), high); the derivative is 1 for low ≤ x ≤ high. */
final class Clamp extends Op {
  private final double low;
  private final double high;

  Clamp(double low, double high) {
    this.low = low;
    this.high = high;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var bounded = unary(kernels, UnaryFn.MAXIMUM, low, in[0]);
    return unary(kernels, UnaryFn.MINIMUM, high, bounded);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    Tensor x = input(0);
    return gradients(upstream.where(x.ge(low)).where(x.le(high)));
  }

  @Override
  public Formula formula() {
    String l = Formula.number(low);
    String h = Formula.number(high);
    String latexL = Formula.latexNumber(low);
    String latexH = Formula.latexNumber(high);
    return Formula.of(
            "y = min(max(x, " + l + "), " + h + ")",
            "y = \\min(\\max(x, " + latexL + "), " + latexH + ")")
        .derivative(
            "∂y/∂x = 1 where " + l + " ≤ x ≤ " + h + ", else 0",
            "[" + latexL + " \\le x \\le " + latexH + "]");
  }
}
