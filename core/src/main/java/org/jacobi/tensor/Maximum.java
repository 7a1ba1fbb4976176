package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The larger of a and b, with broadcasting; at a tie each gets half of the gradient. */
final class Maximum extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return binary(kernels, BinaryFn.MAXIMUM, in[0], in[1]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    Tensor tie = upstream.mul(0.5).where(input(0).eq(input(1)));
    return gradients(
        needs(0) ? unbroadcast(upstream.where(input(0).gt(input(1))).add(tie), 0) : null,
        needs(1) ? unbroadcast(upstream.where(input(1).gt(input(0))).add(tie), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = max(a, b)", "y = \\max(a, b)")
        .derivative("∂y/∂a = 1 where a > b, ½ where a = b, else 0", "[a > b] + \\tfrac12 [a = b]")
        .derivative("∂y/∂b = 1 where b > a, ½ where a = b, else 0", "[b > a] + \\tfrac12 [a = b]");
  }
}
