package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;

/** yes · softplus(−x) + no · softplus(x); inputs are (x, yes, no), of which two are constants. */
final class BinaryCrossEntropy extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    NDArray missed = unary(kernels, UnaryFn.NEG, 0, in[0]);
    NDArray ofYes = unary(kernels, UnaryFn.SOFTPLUS, 0, missed);
    kernels.binary(BinaryFn.MUL, ofYes, in[1], ofYes);
    NDArray loss = unary(kernels, UnaryFn.SOFTPLUS, 0, in[0]);
    kernels.binary(BinaryFn.MUL, loss, in[2], loss);
    kernels.binary(BinaryFn.ADD, loss, ofYes, loss);
    return loss;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    Tensor x =
        needs(0)
            ? new BinaryCrossEntropyGradient().apply(upstream, input(0), input(1), input(2))
            : null;
    return gradients(x, null, null);
  }

  @Override
  public Formula formula() {
    return Formula.of(
            "y = a · log(1 + e⁻ˣ) + b · log(1 + eˣ) for the answers a (yes) and b (no)",
            "y = a \\log(1 + e^{-x}) + b \\log(1 + e^x)")
        .derivative("∂y/∂x = b · sigmoid x − a · sigmoid(−x)", "b\\,\\sigma(x) - a\\,\\sigma(-x)")
        .named("x", "a", "b");
  }
}
