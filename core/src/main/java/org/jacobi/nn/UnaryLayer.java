package org.jacobi.nn;

import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer that maps one tensor to one: what {@link Sequential} and a trainer take. */
public abstract class UnaryLayer extends Layer {
  /** For subclasses. */
  protected UnaryLayer() {}

  /**
   * The output for an input whose first axis counts rows. Writes no field, so that several threads
   * may run it at once.
   */
  public abstract Tensor forward(Tensor x);

  /**
   * The shape of one row of the output from the shape of one row of the input, without computing
   * anything; null where the layer does not say. An own layer may override it to be complete in
   * {@link #summary(Shape)}.
   *
   * @throws IllegalArgumentException if the layer cannot take such an input
   */
  public @Nullable Shape outputShape(Shape input) {
    return null;
  }

  /**
   * The type in which this layer likes an input of so many rows: F32, or BF16 where matrix products
   * alone read it and the current kernels read that faster. Every layer takes F32 all the same. An
   * own layer may override it if all it does with its input is to give it to such a layer.
   */
  public DType inputType(int rows) {
    return DType.F32;
  }

  /**
   * A table of this layer and all below it: their outputs, where n stands for the number of rows,
   * and their numbers of parameters. Nothing is computed, and the model need not be initialised.
   *
   * <pre>{@code
   * System.out.println(model.summary(Shape.of(784)));
   * }</pre>
   *
   * @param input shape of one row of the input
   * @throws IllegalArgumentException if a layer cannot take what arrives there
   */
  public final String summary(Shape input) {
    return Summary.of(this, input);
  }
}
