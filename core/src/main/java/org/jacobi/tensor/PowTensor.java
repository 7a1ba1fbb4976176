package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** aᵇ, element by element, with broadcasting; b has a derivative where a &gt; 0. */
final class PowTensor extends Op {
  @Override
  public String name() {
    return "pow";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.POW, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    Tensor a = input(0);
    Tensor b = input(1);
    Tensor positive = a.gt(0);
    Tensor safe = Tensor.where(positive, a, a.constant(1)); // log is not asked at a ≤ 0
    // 0 · 0⁻¹ would be NaN where a = b = 0.
    Tensor lowered = Tensor.where(a.eq(0), Tensor.where(b.eq(0), b, b.sub(1)), b.sub(1));
    return gradients(
        needs(0) ? unbroadcast(upstream.mul(b).mul(a.pow(lowered)), 0) : null,
        needs(1) ? unbroadcast(upstream.mul(output()).mul(safe.log()).where(positive), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = aᵇ", "y = a^{b}")
        .derivative("∂y/∂a = b · aᵇ⁻¹", "b\\,a^{b-1}")
        .derivative("∂y/∂b = y · log a where a > 0, else 0", "y \\log a");
  }
}
