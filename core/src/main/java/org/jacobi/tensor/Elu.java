package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** x where x &gt; 0, else α·(eˣ − 1). */
final class Elu extends Op {
  private final double alpha;

  Elu(double alpha) {
    this.alpha = alpha;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.ELU, alpha, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(
        Tensor.where(input(0).gt(0), upstream, upstream.mul(input(0).minimum(0).exp()).mul(alpha)));
  }

  @Override
  public Formula formula() {
    String a = Formula.number(alpha);
    String latex = "(" + Formula.latexNumber(alpha) + ")";
    return Formula.of(
            "y = x where x > 0, else " + a + " · (eˣ − 1)",
            "y = \\max(x, 0) + " + latex + " (e^{\\min(x, 0)} - 1)")
        .derivative(
            "∂y/∂x = 1 where x > 0, else " + a + " · eˣ",
            "[x > 0] + " + latex + " e^{x}\\,[x \\le 0]");
  }
}
