package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * z = x · y, element by element: backward ∂L/∂x = ∂L/∂z · y and ∂L/∂y = ∂L/∂z · x. Each input gets
 * the upstream gradient times the other one.
 *
 * <p>Shapes: x, y and z alike. No parameters.
 *
 * <pre>{@code
 * var layer = new MultiplyLayer();
 * layer.forward(apple, apples);           // 100 · 2 = 200
 * NDArray[] d = layer.backward(upstream); // 1.1: d[0] is 2.2, d[1] is 110
 * }</pre>
 */
public final class MultiplyLayer extends ManualLayer {
  private @Nullable NDArray x;
  private @Nullable NDArray y;

  /** A multiplication. */
  public MultiplyLayer() {
    super("multiply");
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    requireCount(2, inputs);
    x = inputs[0];
    y = inputs[1];
    return Matrices.combine(inputs[0], inputs[1], (a, b) -> a * b);
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray first = kept(x);
    NDArray second = kept(y);
    requireUpstream(upstream, first.shape());
    NDArray dx = Matrices.combine(upstream, second, (d, b) -> d * b);
    NDArray dy = Matrices.combine(upstream, first, (d, a) -> d * a);
    return new NDArray[] {dx, dy};
  }
}
