package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/**
 * The gradient of the scale or the shift of {@link Standardize}, which {@link StandardizeGradient}
 * has computed; inputs are (u, x, scale).
 */
final class StandardizePart extends Op {
  private final NDArray gradient;

  StandardizePart(NDArray gradient) {
    this.gradient = gradient;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return gradient;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    throw StandardizeGradient.noSecondDerivative();
  }

  @Override
  public Formula formula() {
    return Formula.of("y = Σ u · z or Σ u", "y = \\textstyle\\sum u z")
        .derivative("no second derivative", "\\text{none}")
        .named("u", "x", "γ");
  }
}
