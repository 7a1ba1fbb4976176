package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReduceFn;
import org.jspecify.annotations.Nullable;

/** The sum of the rows of a matrix, a vector: the gradient of a bias. */
final class SumOfRows extends Op {
  private final @Nullable NDArray place;

  /** With an array for the result, or null for a new one. */
  SumOfRows(@Nullable NDArray place) {
    this.place = place;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    var out = placeOrNew(place, in[0].dtype(), Shape.of(in[0].shape().dim(1)));
    kernels.reduce(ReduceFn.SUM, in[0], new int[] {0}, out.unsqueeze(0));
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.expand(input(0).shape()));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = Σ over rows of x", "y = \\textstyle\\sum_r x_r")
        .derivative("∂y/∂xᵣ = 1", "1");
  }
}
