package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * z = x + y: backward ∂L/∂x = ∂L/∂y = ∂L/∂z. The upstream gradient goes on as it is, as a copy to
 * each input.
 *
 * <p>Shapes: x, y and z alike. No parameters.
 */
public final class AddLayer extends ManualLayer {
  private @Nullable NDArray sum;

  /** An addition. */
  public AddLayer() {
    super("add");
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    requireCount(2, inputs);
    NDArray z = Matrices.combine(inputs[0], inputs[1], (a, b) -> a + b);
    sum = z;
    return z;
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    requireUpstream(upstream, kept(sum).shape());
    return new NDArray[] {upstream.copy(), upstream.copy()};
  }
}
