package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/** y = max(x, 0), element by element; the derivative at 0 is 0 (Nair, Hinton 2010). */
public final class ReLU extends UnaryLayer {
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
