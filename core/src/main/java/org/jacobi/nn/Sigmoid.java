package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = 1 / (1 + e⁻ˣ), element by element: the logistic function, with values in (0, 1).
 *
 * <p>Shapes: any, the output like the input. No parameters. Before a {@link BCEWithLogitsLoss} it
 * must not stand: that loss takes the x itself.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(2, 3), new Sigmoid(), new Linear(3, 1));
 * }</pre>
 *
 * <p>Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors",
 * 1986.
 */
public final class Sigmoid extends SameShape {
  /** A logistic function. */
  public Sigmoid() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.sigmoid();
  }

  @Override
  public String toString() {
    return "Sigmoid";
  }
}
