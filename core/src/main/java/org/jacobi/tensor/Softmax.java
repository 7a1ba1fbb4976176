package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** exp(x) / Σ exp(x) along the last axis, right for any x. */
final class Softmax extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireFloating(name(), in[0]);
    var out = NDArray.allocate(in[0].dtype(), in[0].shape());
    kernels.softmax(in[0], out);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    Tensor weighted = upstream.mul(output());
    return gradients(weighted.sub(output().mul(weighted.sumKeep(-1))));
  }

  @Override
  public Formula formula() {
    return Formula.of("yᵢ = exp xᵢ / Σⱼ exp xⱼ", "y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}")
        .derivative("∂yᵢ/∂xⱼ = yᵢ · ([i = j] − yⱼ)", "y_i ([i = j] - y_j)");
  }
}
