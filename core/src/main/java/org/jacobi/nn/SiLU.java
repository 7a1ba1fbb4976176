package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = x / (1 + e⁻ˣ), element by element; also called Swish.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(64, 256), new SiLU(), new Linear(256, 64));
 * }</pre>
 *
 * <p>Source: Elfwing, Uchibe, Doya, "Sigmoid-weighted linear units for neural network function
 * approximation in reinforcement learning", 2018.
 */
public final class SiLU extends SameShape {
  /** A sigmoid-weighted linear unit. */
  public SiLU() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.silu();
  }

  @Override
  public String toString() {
    return "SiLU";
  }
}
