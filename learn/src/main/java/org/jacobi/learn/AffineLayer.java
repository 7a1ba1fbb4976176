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
 * A dense layer, y = x · W + b: backward ∂L/∂x = ∂L/∂y · Wᵀ, ∂L/∂W = xᵀ · ∂L/∂y, and ∂L/∂b = Σ over
 * the rows of ∂L/∂y.
 *
 * <p>Shapes: input (rows × in), or (in) for one row; {@code weight} (in × out); {@code bias} (out);
 * output (rows × out), or (out). {@link Linear} keeps the weight the other way round, (out × in).
 * Initial values: weight uniform in ±1/√in, bias 0.
 *
 * <pre>{@code
 * var layer = new AffineLayer(784, 50);
 * layer.init(1, DType.F64);
 * NDArray y = layer.forward(x);
 * NDArray dx = layer.backward(upstream)[0];
 * NDArray dw = layer.weight().gradient();
 * }</pre>
 */
public final class AffineLayer extends ManualLayer {
  private final int inputs;
  private final int outputs;
  private final ManualParam weight;
  private final ManualParam bias;
  private @Nullable NDArray x;
  private boolean single;

  /**
   * A dense layer of this size.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public AffineLayer(int inputs, int outputs) {
    super("affine");
    this.inputs = Sizes.positive("affine", inputs);
    this.outputs = Sizes.positive("affine", outputs);
    var fan = new Fan(inputs, outputs);
    var shape = Shape.of(inputs, outputs);
    this.weight = param("weight", Param.Role.WEIGHT, shape, fan, Init.fanInUniform());
    this.bias = param("bias", Param.Role.BIAS, Shape.of(outputs), fan, Init.zeros());
  }

  /** The weight, (in × out). */
  public ManualParam weight() {
    return weight;
  }

  /** The bias, (out). */
  public ManualParam bias() {
    return bias;
  }

  @Override
  public NDArray forward(NDArray... in) {
    NDArray given = one(in);
    single = given.shape().rank() == 1;
    NDArray rows = Sizes.rowsOf(name(), single ? given.unsqueeze(0) : given, inputs, weight);
    x = rows;
    NDArray product = Matrices.product(rows, weight.value()); // rows × in · in × out → rows × out
    NDArray y = Matrices.plusRow(product, bias.value());
    return single ? y.squeeze(0) : y;
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray rows = kept(x);
    requireUpstream(upstream, single ? Shape.of(outputs) : rows.shape().with(1, outputs));
    NDArray dy = single ? upstream.unsqueeze(0) : upstream;
    weight.leave(Matrices.product(rows.transpose(), dy)); // in × rows · rows × out → in × out
    bias.leave(Matrices.sumOfRows(dy)); // rows × out → out
    NDArray dx = Matrices.product(dy, weight.value().transpose()); // rows × out · out × in
    return new NDArray[] {single ? dx.squeeze(0) : dx};
  }

  @Override
  public UnaryLayer automatic() {
    return new Linear(inputs, outputs);
  }
}
