package org.jacobi.nn;

import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * All axes behind the first as one: each row becomes a vector.
 *
 * <p>Shapes: input (rows × a × b × …), output (rows × a·b·…). No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Flatten(), new Linear(28 * 28, 10));
 * }</pre>
 */
public final class Flatten extends UnaryLayer {
  /** A layer that makes vectors of rows. */
  public Flatten() {}

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(Math.toIntExact(input.size()));
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.shape().rank() == 0) {
      throw new IllegalArgumentException("[Flatten] the input must have rows, but is " + x.shape());
    }
    // Not reshape(rows, −1), which cannot tell the length where there are no rows.
    int length = Math.toIntExact(x.shape().remove(0).size());
    return x.reshape(x.shape().dim(0), length);
  }

  @Override
  public String toString() {
    return "Flatten";
  }
}
