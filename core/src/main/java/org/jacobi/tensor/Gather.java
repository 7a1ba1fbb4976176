package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** y[i] = x[index[i]] along one axis; inputs are (x, index). */
final class Gather extends Op {
  private final int axis;

  Gather(int axis) {
    this.axis = axis;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireIndex(name(), axis, in[0].shape(), in[1]);
    var out = NDArray.allocate(in[0].dtype(), in[1].shape());
    kernels.gather(in[0], axis, in[1], out);
    return out;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(new ScatterAdd(input(0).shape(), axis).apply(upstream, input(1)), null);
  }

  @Override
  public Formula formula() {
    return Formula.of("yᵢ = x[indexᵢ]", "y_i = x_{k_i}")
        .derivative("gradient of xₖ = Σ of uᵢ with indexᵢ = k", "\\textstyle\\sum_{i: k_i = k} u_i")
        .named("x", "index");
  }
}
