package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/**
 * u · (a · Σ t − t), the gradient of {@link SoftmaxCrossEntropy}; inputs are (u, a, t, logits), the
 * last only so that the missing second derivative is noticed.
 */
final class SoftmaxCrossEntropyGradient extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var out = NDArray.allocate(in[1].dtype(), in[1].shape());
    kernels.crossEntropyGradient(in[0], in[1], in[2], out);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    throw Messages.noSecondDerivative(
        "softmaxCrossEntropy", "logits.logSoftmax(-1).mul(targets).sum(-1).neg()");
  }

  @Override
  public Formula formula() {
    return Formula.of("y = u · (a · Σ t − t)", "y = u (a \\textstyle\\sum t - t)")
        .derivative("no second derivative", "\\text{none}")
        .named("u", "a", "t", "x");
  }
}
