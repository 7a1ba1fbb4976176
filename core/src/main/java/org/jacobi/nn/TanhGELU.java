package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = ½x(1 + tanh(√(2/π)(x + 0.044715x³))), element by element: the approximation of {@link GELU}
 * by the hyperbolic tangent, off by less than 0.0005. PyTorch calls it {@code
 * GELU(approximate="tanh")}.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(64, 256), new TanhGELU(), new Linear(256, 64));
 * }</pre>
 *
 * <p>Source: Hendrycks, Gimpel, "Gaussian error linear units (GELUs)", 2016.
 */
public final class TanhGELU extends SameShape {
  /** An approximate Gaussian error linear unit. */
  public TanhGELU() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.geluTanh();
  }

  @Override
  public String toString() {
    return "TanhGELU";
  }
}
