package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** x · wᵀ + b for rows x; inputs are (x, weight) or (x, weight, bias). */
final class LinearMap extends Op {
  private boolean biased;

  @Override
  public String name() {
    return "linear";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    biased = in.length == 3;
    return linear(kernels, false, in);
  }

  static NDArray linear(Kernels kernels, boolean relu, NDArray... in) {
    int rows = in[0].shape().dim(0);
    int outputs = in[1].shape().dim(0);
    var out = NDArray.allocate(in[1].dtype(), Shape.of(rows, outputs));
    kernels.linear(in[0], in[1], in.length == 3 ? in[2] : null, relu, out);
    return out;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(this, upstream);
  }

  /** The gradients of an operation with these inputs from the gradient of x · wᵀ + b. */
  static @Nullable Tensor[] gradients(Op op, Tensor upstream) {
    Tensor[] in = op.inputs();
    // rows × out · out × in → rows × in
    Tensor x = op.needs(0) ? upstream.matmul(in[1]) : null;
    // (rows × out)ᵀ · rows × in → out × in
    Tensor weight = op.needs(1) ? new MatMul(op.place(1)).apply(upstream.transpose(), in[0]) : null;
    if (in.length == 2) {
      return gradients(x, weight);
    }
    return gradients(x, weight, op.needs(2) ? new SumOfRows(op.place(2)).apply(upstream) : null);
  }

  @Override
  public Formula formula() {
    Formula whole =
        Formula.of(
                "y = x · wᵀ" + (biased ? " + b" : ""), "Y = X W^{\\top}" + (biased ? " + b" : ""))
            .derivative("gradient of x = u · w", "U W")
            .derivative("gradient of w = uᵀ · x", "U^{\\top} X");
    return biased
        ? whole
            .derivative("gradient of b = Σ over rows of u", "\\textstyle\\sum_r U_r")
            .named("x", "w", "b")
        : whole.named("x", "w");
  }
}
