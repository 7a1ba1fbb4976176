package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * yᵢ = xᵢ − log Σⱼ exp(xⱼ) along the last axis: scores become logarithms of probabilities, without
 * overflow. To be used before {@link NLLLoss}.
 *
 * <p>Shapes: (… × classes), the output like the input. No parameters.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(784, 10), new LogSoftmax());
 * }</pre>
 *
 * <p>Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs",
 * 1990.
 */
public final class LogSoftmax extends SameShape {
  /** A log softmax along the last axis. */
  public LogSoftmax() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.logSoftmax(-1);
  }

  @Override
  public String toString() {
    return "LogSoftmax";
  }
}
