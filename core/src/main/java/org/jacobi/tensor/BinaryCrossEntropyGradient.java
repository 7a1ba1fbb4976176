package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link BinaryCrossEntropy}; inputs are (u, x, yes, no). */
final class BinaryCrossEntropyGradient extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    // Not (a + b) · sigmoid x − a, which loses all digits where the answer is almost sure.
    NDArray ofYes = unary(kernels, UnaryFn.NEG, 0, in[1]);
    NDArray missed = unary(kernels, UnaryFn.SIGMOID, 0, ofYes);
    kernels.binary(BinaryFn.MUL, missed, in[2], missed);
    NDArray gradient = unary(kernels, UnaryFn.SIGMOID, 0, in[1]);
    kernels.binary(BinaryFn.MUL, gradient, in[3], gradient);
    kernels.binary(BinaryFn.SUB, gradient, missed, gradient);
    // Not in place: u is often one number for all, which kernels then write to the output first.
    return binary(kernels, BinaryFn.MUL, gradient, in[0]);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    Tensor u =
        needs(0)
            ? new BinaryCrossEntropyGradient().apply(upstream, input(1), input(2), input(3))
            : null;
    Tensor x = null;
    if (needs(1)) {
      Tensor slope = new SigmoidGradient().apply(upstream.mul(input(0)), input(1).sigmoid());
      x = slope.mul(input(2).add(input(3)));
    }
    return gradients(u, x, null, null);
  }

  @Override
  public Formula formula() {
    return Formula.of(
            "y = u · (b · sigmoid x − a · sigmoid(−x))", "y = u (b\\,\\sigma(x) - a\\,\\sigma(-x))")
        .derivative("∂y/∂u = b · sigmoid x − a · sigmoid(−x)", "b\\,\\sigma(x) - a\\,\\sigma(-x)")
        .derivative(
            "∂y/∂x = u · (a + b) · s · (1 − s) with s = sigmoid x",
            "u (a + b) \\sigma(x) (1 - \\sigma(x))")
        .named("u", "x", "a", "b");
  }
}
