package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** The gradient of {@link Standardize}; inputs are (u, y). */
final class StandardizeGradient extends Op {
  private final NDArray variance;
  private final double epsilon;
  private final int[] axes;

  StandardizeGradient(NDArray variance, double epsilon, int... axes) {
    this.variance = variance;
    this.epsilon = epsilon;
    this.axes = axes;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var out = NDArray.allocate(in[1].dtype(), in[1].shape());
    kernels.standardizeGradient(in[0], in[1], variance, axes, epsilon, out);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    throw Messages.noSecondDerivative(
        "standardize", "x.sub(x.mean(…)).div(x.var(…).add(epsilon).sqrt())");
  }

  @Override
  public Formula formula() {
    return Formula.of(
            "y = (u − mean(u) − x · mean(u · x)) / √(variance + ε)",
            "y = \\frac{u - \\overline{u} - x\\,\\overline{u x}}{\\sqrt{\\sigma^2 + \\epsilon}}")
        .derivative("no second derivative", "\\text{none}")
        .named("u", "x");
  }
}
