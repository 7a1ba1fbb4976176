package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** a where the condition is true, else b, with broadcasting; inputs are (condition, a, b). */
final class Where extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireSameType(name(), in[1], in[2]);
    Shape both = Shape.broadcast(in[1].shape(), in[2].shape());
    if (both == null) {
      throw new IllegalArgumentException(
          Messages.broadcast(name(), "first", in[1].shape(), "second", in[2].shape()));
    }
    Shape shape = Shape.broadcast(in[0].shape(), both);
    if (shape == null) {
      throw new IllegalArgumentException(
          Messages.broadcast(name(), "condition's", in[0].shape(), "chosen", both));
    }
    var out = NDArray.allocate(in[1].dtype(), shape);
    kernels.where(in[0].expand(shape), in[1].expand(shape), in[2].expand(shape), out);
    return out;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    Tensor zero = upstream.constant(0);
    return gradients(
        null,
        needs(1) ? unbroadcast(Tensor.where(input(0), upstream, zero), 1) : null,
        needs(2) ? unbroadcast(Tensor.where(input(0), zero, upstream), 2) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = a where c, else b", "y = c\\,a + (1 - c)\\,b")
        .derivative("no derivative with respect to c", "0")
        .derivative("∂y/∂a = 1 where c, else 0", "c")
        .derivative("∂y/∂b = 0 where c, else 1", "1 - c")
        .named("c", "a", "b");
  }
}
