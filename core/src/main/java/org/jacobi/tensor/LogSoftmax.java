package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** x − log Σ exp(x) along the last axis, right for any x. */
final class LogSoftmax extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireFloating(name(), in[0]);
    var out = NDArray.allocate(in[0].dtype(), in[0].shape());
    kernels.logSoftmax(in[0], out);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.sub(output().exp().mul(upstream.sumKeep(-1))));
  }

  @Override
  public Formula formula() {
    return Formula.of("yᵢ = xᵢ − log Σⱼ exp xⱼ", "y_i = x_i - \\log \\textstyle\\sum_j e^{x_j}")
        .derivative("∂yᵢ/∂xⱼ = [i = j] − exp yⱼ", "[i = j] - e^{y_j}");
  }
}
