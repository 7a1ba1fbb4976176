package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * The matrix product alone, y = x · W: backward ∂L/∂x = ∂L/∂y · Wᵀ and ∂L/∂W = xᵀ · ∂L/∂y.
 *
 * <p>Shapes: input (rows × in), {@code weight} (in × out), output (rows × out). Initial values
 * uniform in ±1/√in.
 */
public final class MatMulLayer extends ManualLayer {
  private final int inputs;
  private final int outputs;
  private final ManualParam weight;
  private @Nullable NDArray x;

  /**
   * A product with a matrix of this size.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public MatMulLayer(int inputs, int outputs) {
    super("matmul");
    this.inputs = Sizes.positive("matmul", inputs);
    this.outputs = Sizes.positive("matmul", outputs);
    this.weight =
        param(
            "weight",
            Param.Role.WEIGHT,
            Shape.of(inputs, outputs),
            new Fan(inputs, outputs),
            Init.fanInUniform());
  }

  @Override
  public NDArray forward(NDArray... in) {
    NDArray given = Sizes.rowsOf(name(), one(in), inputs, weight);
    x = given;
    return Matrices.product(given, weight.value()); // rows × in · in × out → rows × out
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray given = kept(x);
    requireUpstream(upstream, given.shape().with(1, outputs));
    weight.leave(Matrices.product(given.transpose(), upstream)); // in × rows · rows × out
    return new NDArray[] {Matrices.product(upstream, weight.value().transpose())};
  }

  @Override
  public UnaryLayer automatic() {
    return new Linear(inputs, outputs, false);
  }
}
