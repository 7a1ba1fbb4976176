package org.jacobi.tensor;

import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;

/** A comparison: truth values, which have no history. */
record Compare(BinaryFn function) {
  Tensor of(Tensor a, Tensor b) {
    String name = function.name().toLowerCase(Locale.ROOT);
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    if (shape == null) {
      throw new IllegalArgumentException(
          Messages.broadcast(name, "first", a.shape(), "second", b.shape()));
    }
    Messages.requireSameType(name, a.value(), b.value());
    var out = NDArray.allocate(DType.BOOL, shape);
    Kernels.current().binary(function, a.value().expand(shape), b.value().expand(shape), out);
    return new Tensor(out);
  }
}
