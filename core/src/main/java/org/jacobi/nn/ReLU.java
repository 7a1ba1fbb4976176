package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = max(x, 0), element by element; the derivative at 0 is 0.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(784, 256), new ReLU(), new Linear(256, 10));
 * }</pre>
 *
 * <p>Source: Nair, Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.
 */
public final class ReLU extends SameShape {
  /** A rectifier. */
  public ReLU() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.relu();
  }

  @Override
  public String toString() {
    return "ReLU";
  }
}
