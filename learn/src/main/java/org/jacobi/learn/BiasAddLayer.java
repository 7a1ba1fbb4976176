package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The bias alone, y = x + b in each row: backward ∂L/∂x = ∂L/∂y, and ∂L/∂b = Σ over the rows of
 * ∂L/∂y, as b has a part in every row.
 *
 * <p>Shapes: input and output (rows × n), {@code bias} (n). Initial values 0.
 */
public final class BiasAddLayer extends ManualLayer {
  private final int length;
  private final ManualParam bias;
  private @Nullable NDArray x;

  /**
   * A bias of this length.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public BiasAddLayer(int length) {
    super("bias_add");
    this.length = Sizes.positive("bias_add", length);
    this.bias =
        param("bias", Param.Role.BIAS, Shape.of(length), new Fan(length, length), Init.zeros());
  }

  @Override
  public NDArray forward(NDArray... in) {
    NDArray given = Sizes.rowsOf(name(), one(in), length, bias);
    x = given;
    return Matrices.plusRow(given, bias.value());
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    requireUpstream(upstream, kept(x).shape());
    bias.leave(Matrices.sumOfRows(upstream)); // rows × n → n
    return new NDArray[] {upstream.copy()};
  }

  @Override
  public UnaryLayer automatic() {
    return new Automatic(length);
  }

  /** The same as a tensor operation: {@code org.jacobi.nn} has no bias on its own. */
  private static final class Automatic extends UnaryLayer {
    private final Param bias;

    Automatic(int length) {
      var fan = new Fan(length, length);
      bias = param("bias", Param.Role.BIAS, Shape.of(length), fan, Init.zeros());
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.add(bias.tensor());
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }
}
