package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** The axes in another order. */
final class Permute extends Op {
  private final int[] axes;

  Permute(int... axes) {
    this.axes = axes;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return in[0].permute(axes);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    int[] back = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      back[input(0).shape().axis(axes[i])] = i;
    }
    return gradients(upstream.permute(back));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x with its axes permuted", "y = \\pi(x)")
        .derivative("gradient of x = u with its axes permuted back", "\\pi^{-1}(u)");
  }
}
