package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/** What a model's outputs mean, and so how they become class probabilities. */
public enum OutputKind {
  /** Numbers as they are: a regression, or scores that were trained towards 0 and 1. */
  VALUES,
  /** Numbers before a softmax. */
  LOGITS,
  /** Logarithms of probabilities. */
  LOG_PROBABILITIES,
  /** Numbers before a sigmoid, each for itself. */
  BINARY_LOGITS;

  /** Probabilities, or scores, from outputs (rows × outputs). */
  public Tensor probabilities(Tensor output) {
    return switch (this) {
      case VALUES -> output;
      case LOGITS -> output.softmax(-1);
      case LOG_PROBABILITIES -> output.exp();
      case BINARY_LOGITS -> output.sigmoid();
    };
  }
}
