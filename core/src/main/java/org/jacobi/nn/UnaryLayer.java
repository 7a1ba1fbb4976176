package org.jacobi.nn;

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
   * {@code summary}.
   *
   * @throws IllegalArgumentException if the layer cannot take such an input
   */
  public @Nullable Shape outputShape(Shape input) {
    return null;
  }
}
