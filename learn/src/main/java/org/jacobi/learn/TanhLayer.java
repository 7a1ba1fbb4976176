package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * y = tanh x: backward from the output alone, ∂L/∂x = ∂L/∂y · (1 − y²).
 *
 * <p>Shapes: any, the output like the input. No parameters.
 */
public final class TanhLayer extends ManualLayer {
  private @Nullable NDArray output;

  /** A hyperbolic tangent. */
  public TanhLayer() {
    super("tanh");
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    NDArray y = Matrices.map(one(inputs), StrictMath::tanh);
    output = y;
    return y;
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray y = kept(output);
    requireUpstream(upstream, y.shape());
    return new NDArray[] {Matrices.combine(upstream, y, (d, v) -> d * (1 - v * v))};
  }

  @Override
  public UnaryLayer automatic() {
    return new Tanh();
  }
}
