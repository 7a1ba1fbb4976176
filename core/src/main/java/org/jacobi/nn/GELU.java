package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = x · Φ(x) = ½x(1 + erf(x/√2)), element by element, where Φ is the distribution function of the
 * normal distribution. {@link TanhGELU} is its approximation.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(64, 256), new GELU(), new Linear(256, 64));
 * }</pre>
 *
 * <p>Source: Hendrycks, Gimpel, "Gaussian error linear units (GELUs)", 2016.
 */
public final class GELU extends SameShape {
  /** A Gaussian error linear unit. */
  public GELU() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.gelu();
  }

  @Override
  public String toString() {
    return "GELU";
  }
}
