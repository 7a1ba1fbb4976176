package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.nn.Loss;
import org.jspecify.annotations.Nullable;

/**
 * The last layer of a network: from the output and the targets one number. Its {@link #backward}
 * gives the gradient for the output alone, as the targets are constants.
 */
public abstract class ManualLoss extends ManualLayer {
  /** For subclasses; all are called {@code loss}. */
  protected ManualLoss() {
    super("loss");
  }

  /** The loss of {@code org.jacobi.nn} with the same formula; null where there is none. */
  public @Nullable Loss automaticLoss() {
    return null;
  }

  /** The targets as {@link #automaticLoss} takes them, for an output. */
  NDArray automaticTarget(NDArray target, NDArray output) {
    return target;
  }
}
