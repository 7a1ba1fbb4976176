package org.jacobi.tensor;

import java.util.Objects;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * −Σ t · log softmax(x) along the last axis, fused; inputs are (logits, targets). The targets are
 * constants.
 */
final class SoftmaxCrossEntropy extends Op {
  private @Nullable NDArray probabilities;

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var losses = NDArray.allocate(in[0].dtype(), in[0].shape().remove(-1));
    var softmax = NDArray.allocate(in[0].dtype(), in[0].shape());
    kernels.crossEntropy(in[0], in[1], losses, softmax);
    probabilities = softmax;
    return losses;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    var saved = Objects.requireNonNull(probabilities);
    Tensor logits =
        new SoftmaxCrossEntropyGradient().apply(upstream, new Tensor(saved), input(1), input(0));
    return gradients(needs(0) ? logits : null, null);
  }

  @Override
  public Formula formula() {
    return Formula.of(
            "y = −Σᵢ tᵢ · log aᵢ with a = softmax x", "y = -\\textstyle\\sum_i t_i \\log a_i")
        .derivative("∂y/∂xᵢ = aᵢ · Σⱼ tⱼ − tᵢ, which is a − t if Σ t = 1", "a_i - t_i")
        .named("x", "t");
  }
}
