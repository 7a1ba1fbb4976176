package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/**
 * The gradient of the scale or the shift of {@link Standardize}, which {@link StandardizeGradient}
 * has computed; inputs are (u, x, scale).
 */
final class StandardizePart extends Op {
  private final NDArray gradient;
  private final boolean ofScale;

  StandardizePart(NDArray gradient, boolean ofScale) {
    this.gradient = gradient;
    this.ofScale = ofScale;
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
    Formula formula =
        ofScale
            ? Formula.of(
                "y = Σ u · z " + Standardize.WITH_Z,
                "y = \\textstyle\\sum u \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}")
            : Formula.of("y = Σ u", "y = \\textstyle\\sum u");
    return formula.derivative("no second derivative", "\\text{none}").named("u", "x", "w");
  }
}
