package org.jacobi.tensor;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The matrix product over the last two axes; the axes before them broadcast. */
final class MatMul extends Op {
  private final @Nullable NDArray place;

  MatMul() {
    this(null);
  }

  /** With an array for the result, or null for a new one. */
  MatMul(@Nullable NDArray place) {
    this.place = place;
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    NDArray a = in[0];
    NDArray b = in[1];
    if (!Messages.isHalf(b, a)) {
      Messages.requireSameType(name(), a, b);
    }
    Messages.requireFloating(name(), a);
    assert a.shape().dim(-1) == b.shape().dim(-2) : "checked by Tensor.matmul";
    Shape batch = Shape.broadcast(batch(a.shape()), batch(b.shape()));
    if (batch == null) {
      throw new IllegalArgumentException(
          Messages.broadcast(
              "matmul, batch axes", "first", batch(a.shape()), "second", batch(b.shape())));
    }
    Shape left = matrix(batch, a.shape().dim(-2), a.shape().dim(-1));
    Shape right = matrix(batch, b.shape().dim(-2), b.shape().dim(-1));
    var out = placeOrNew(place, a.dtype(), matrix(batch, left.dim(-2), right.dim(-1)));
    kernels.matmul(a.expand(left), b.expand(right), out); // m × k · k × n → m × n
    return out;
  }

  private static Shape batch(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
  }

  private static Shape matrix(Shape batch, int rows, int columns) {
    return batch.insert(-1, rows).insert(-1, columns);
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    return gradients(
        // m × n · (k × n)ᵀ → m × k
        needs(0) ? unbroadcast(upstream.matmul(input(1).transpose()), 0) : null,
        // (m × k)ᵀ · m × n → k × n
        needs(1) ? unbroadcast(input(0).transpose().matmul(upstream), 1) : null);
  }

  @Override
  public Formula formula() {
    return Formula.of("y = a · b (matrix product)", "Y = A B")
        .derivative("gradient of a = u · bᵀ", "U B^{\\top}")
        .derivative("gradient of b = aᵀ · u", "A^{\\top} U");
  }
}
