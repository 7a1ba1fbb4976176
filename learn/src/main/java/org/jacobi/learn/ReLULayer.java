package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * y = max(x, 0) by a mask: forward remembers where x ≤ 0, backward lets the upstream gradient
 * through elsewhere, ∂L/∂x = ∂L/∂y where x &gt; 0, else 0. At 0, where there is no derivative, the
 * gradient is 0.
 *
 * <p>Shapes: any, the output like the input. No parameters. The gradient is a new array: the
 * caller's upstream is not changed.
 */
public final class ReLULayer extends ManualLayer {
  private @Nullable NDArray mask;

  /** A rectifier. */
  public ReLULayer() {
    super("relu");
  }

  /**
   * 1 where the last input was 0 or less, and so the gradient is 0; else 0.
   *
   * @throws IllegalStateException if {@link #forward} was not called before
   */
  public NDArray mask() {
    return kept(mask);
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    NDArray x = one(inputs);
    NDArray blocked = Matrices.map(x, v -> v <= 0 ? 1 : 0);
    mask = blocked;
    return Matrices.combine(x, blocked, (v, m) -> m == 1 ? 0 : v);
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray blocked = kept(mask);
    requireUpstream(upstream, blocked.shape());
    return new NDArray[] {Matrices.combine(upstream, blocked, (d, m) -> m == 1 ? 0 : d)};
  }

  @Override
  public UnaryLayer automatic() {
    return new ReLU();
  }
}
