package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** max(x · wᵀ + b, 0) in one pass; inputs as {@link LinearMap}. */
final class LinearRelu extends Op {
  private boolean biased;

  @Override
  public String name() {
    return "linearRelu";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    biased = in.length == 3;
    return LinearMap.linear(kernels, true, in);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return LinearMap.gradients(this, new ReluGradient().apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    String b = biased ? " + b" : "";
    Formula whole =
        Formula.of("y = max(x · wᵀ" + b + ", 0)", "Y = \\max(X W^{\\top}" + b + ", 0)")
            .derivative("gradient of x = (u ⊙ [y > 0]) · w", "(U \\odot [Y > 0]) W")
            .derivative("gradient of w = (u ⊙ [y > 0])ᵀ · x", "(U \\odot [Y > 0])^{\\top} X");
    return biased
        ? whole
            .derivative(
                "gradient of b = Σ over rows of u ⊙ [y > 0]",
                "\\textstyle\\sum_r (U \\odot [Y > 0])_r")
            .named("x", "w", "b")
        : whole.named("x", "w");
  }
}
