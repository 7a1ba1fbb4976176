package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** x · sigmoid(x), also called swish (Ramachandran, Zoph, Le 2017). */
final class Silu extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.SILU, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    // Where |x| > 800 the derivative is 0 or 1 to every digit, and ∞ · 0 would be NaN.
    Tensor x = input(0).clamp(-800, 800);
    Tensor s = x.sigmoid();
    return gradients(upstream.mul(s).mul(x.mul(s.neg().add(1)).add(1)));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x · s with s = sigmoid x", "y = x\\,\\sigma(x)")
        .derivative("∂y/∂x = s · (1 + x · (1 − s))", "\\sigma(x) (1 + x (1 - \\sigma(x)))");
  }
}
