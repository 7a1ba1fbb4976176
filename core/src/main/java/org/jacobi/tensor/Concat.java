package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** Tensors one after the other along an axis. */
final class Concat extends Op {
  private final int axis;

  Concat(int axis) {
    this.axis = axis;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    int total = 0;
    for (NDArray part : in) {
      Messages.requireSameType(name(), in[0], part);
      Messages.requireEqualBut(name(), axis, in[0].shape(), part.shape());
      total += part.shape().dim(axis);
    }
    var out = NDArray.allocate(in[0].dtype(), in[0].shape().with(axis, total));
    int from = 0;
    for (NDArray part : in) {
      int to = from + part.shape().dim(axis);
      out.slice(axis, from, to).copyFrom(part);
      from = to;
    }
    return out;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    @Nullable Tensor[] parts = new Tensor[inputs().length];
    int from = 0;
    for (int i = 0; i < parts.length; i++) {
      int to = from + input(i).shape().dim(axis);
      parts[i] = needs(i) ? upstream.slice(axis, from, to) : null;
      from = to;
    }
    return parts;
  }

  @Override
  public Formula formula() {
    return Formula.of("y = (x₁, x₂, …)", "y = (x_1, x_2, \\dots)")
        .derivative("gradient of xᵢ = the part of u where xᵢ lies", "u_{f_i:t_i}");
  }
}
