package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.nn.Sigmoid;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * y = 1 / (1 + e⁻ˣ): backward from the output alone, ∂L/∂x = ∂L/∂y · y(1 − y).
 *
 * <p>Shapes: any, the output like the input. No parameters. Far from 0 the output is 0 or 1 and the
 * gradient 0: the layer is saturated.
 */
public final class SigmoidLayer extends ManualLayer {
  private @Nullable NDArray output;

  /** A logistic function. */
  public SigmoidLayer() {
    super("sigmoid");
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    // For a very negative x, e⁻ˣ is infinite and the quotient 0, as it should be.
    NDArray y = Matrices.map(one(inputs), x -> 1 / (1 + StrictMath.exp(-x)));
    output = y;
    return y;
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray y = kept(output);
    requireUpstream(upstream, y.shape());
    return new NDArray[] {Matrices.combine(upstream, y, (d, v) -> d * v * (1 - v))};
  }

  @Override
  public UnaryLayer automatic() {
    return new Sigmoid();
  }
}
