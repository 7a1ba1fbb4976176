package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = tanh x, element by element, with values in (−1, 1).
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
 * }</pre>
 *
 * <p>Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998.
 */
public final class Tanh extends SameShape {
  /** A hyperbolic tangent. */
  public Tanh() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.tanh();
  }

  @Override
  public String toString() {
    return "Tanh";
  }
}
