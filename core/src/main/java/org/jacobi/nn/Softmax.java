package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ) along the last axis: scores become probabilities.
 *
 * <p>Shapes: (… × classes), the output like the input. No parameters. Before a {@link
 * CrossEntropyLoss} it must not stand: that loss takes the scores themselves.
 *
 * <pre>{@code
 * Tensor probabilities = new Softmax().forward(model.forward(x));
 * }</pre>
 *
 * <p>Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs",
 * 1990.
 */
public final class Softmax extends SameShape {
  /** A softmax along the last axis. */
  public Softmax() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.softmax(-1);
  }

  @Override
  public String toString() {
    return "Softmax";
  }
}
