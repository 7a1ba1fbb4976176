package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = log(1 + eˣ), element by element: a smooth rectifier with values above 0.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var positive = new Sequential(new Linear(8, 1), new Softplus());
 * }</pre>
 *
 * <p>Source: Dugas, Bengio, Bélisle, Nadeau, Garcia, "Incorporating second-order functional
 * knowledge for better option pricing", 2001.
 */
public final class Softplus extends SameShape {
  /** A smooth rectifier. */
  public Softplus() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.softplus();
  }

  @Override
  public String toString() {
    return "Softplus";
  }
}
