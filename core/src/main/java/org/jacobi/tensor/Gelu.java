package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** x·Φ(x), where Φ is the standard normal distribution function (Hendrycks, Gimpel 2016). */
final class Gelu extends Op {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.GELU, 0, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    // Where |x| > 40 the derivative is 0 or 1 to every digit, and ∞ · 0 would be NaN.
    Tensor x = input(0).clamp(-40, 40);
    Tensor distribution = x.mul(SQRT_HALF).erf().add(1).mul(0.5);
    Tensor density = x.square().mul(-0.5).exp().mul(DENSITY_AT_0);
    return gradients(upstream.mul(distribution.add(x.mul(density))));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x · Φ(x)", "y = x\\,\\Phi(x)")
        .derivative("∂y/∂x = Φ(x) + x · φ(x)", "\\Phi(x) + x\\,\\varphi(x)");
  }
}
