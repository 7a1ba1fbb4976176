package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** max(x · wᵀ + b, 0) in one pass; inputs as {@link LinearMap}. */
final class LinearRelu extends Op {
  @Override
  public String name() {
    return "linearRelu";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return LinearMap.linear(kernels, true, in);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return LinearMap.gradients(this, new ReluGradient().apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = max(x · wᵀ + b, 0)", "Y = \\max(X W^{\\top} + b, 0)")
        .derivative("v = u where y > 0, else 0", "V = U \\odot [Y > 0]")
        .derivative("gradient of x = v · w", "V W")
        .derivative("gradient of w = vᵀ · x", "V^{\\top} X")
        .derivative("gradient of b = Σ over rows of v", "\\textstyle\\sum_r V_r");
  }
}
