package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;

/** x at a place along one axis of a larger tensor of zeros: the reverse of {@link Slice}. */
final class Embed extends Op {
  private final Shape shape;
  private final int axis;
  private final int from;

  Embed(Shape shape, int axis, int from) {
    this.shape = shape;
    this.axis = axis;
    this.from = from;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var out = NDArray.zeros(in[0].dtype(), shape);
    out.slice(axis, from, from + in[0].shape().dim(axis)).copyFrom(in[0]);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.slice(axis, from, from + input(0).shape().dim(axis)));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x within a range, else 0", "y_{f:t} = x")
        .derivative("gradient of x = u[from … to)", "u_{f:t}");
  }
}
