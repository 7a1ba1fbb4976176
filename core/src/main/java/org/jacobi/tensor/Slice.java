package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;

/** The elements from ≤ i &lt; to along one axis. */
final class Slice extends Op {
  private final int axis;
  private final int from;
  private final int to;

  Slice(int axis, int from, int to) {
    this.axis = axis;
    this.from = from;
    this.to = to;
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    return in[0].slice(axis, from, to);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(new Embed(input(0).shape(), axis, from).apply(upstream));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x[from … to)", "y = x_{f:t}")
        .derivative(
            "gradient of x = u within the range, else 0", "u \\text{ in } f{:}t, \\text{ else } 0");
  }
}
