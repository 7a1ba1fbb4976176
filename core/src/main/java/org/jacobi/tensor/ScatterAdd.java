package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** y[index[i]] += x[i] along one axis of a tensor of zeros: the reverse of {@link Gather}. */
final class ScatterAdd extends Op {
  private final Shape shape;
  private final int axis;

  ScatterAdd(Shape shape, int axis) {
    this.shape = shape;
    this.axis = axis;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var out = NDArray.allocate(in[0].dtype(), shape);
    kernels.scatterAdd(in[0], axis, in[1], out);
    return out;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(upstream.gather(axis, input(1)), null);
  }

  @Override
  public Formula formula() {
    return Formula.of("yₖ = Σ of xᵢ with indexᵢ = k", "y_k = \\textstyle\\sum_{i: k_i = k} x_i")
        .derivative("gradient of xᵢ = u[indexᵢ]", "u_{k_i}")
        .named("x", "index");
  }
}
