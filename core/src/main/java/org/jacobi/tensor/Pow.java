package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;

/** xᵖ for a constant p. */
final class Pow extends Op {
  private final double p;

  Pow(double p) {
    this.p = p;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return unary(kernels, UnaryFn.POW, p, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    // 0 · x⁻¹ would be NaN at 0.
    return gradients(p == 0 ? upstream.mul(0) : upstream.mul(input(0).pow(p - 1)).mul(p));
  }

  @Override
  public Formula formula() {
    String text = Formula.power(p - 1);
    String latex = Formula.latexPower(p - 1);
    return Formula.of("y = " + Formula.power(p), "y = " + Formula.latexPower(p))
        .derivative(
            "∂y/∂x = " + (p == 0 ? "0" : times(Formula.number(p), text, " · ")),
            p == 0 ? "0" : times(Formula.latexNumber(p), latex, "\\,"));
  }

  private static String times(String factor, String power, String sign) {
    return power.equals("1") ? factor : factor + sign + power;
  }
}
