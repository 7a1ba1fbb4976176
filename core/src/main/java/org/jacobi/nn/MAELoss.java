package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * The absolute error: (1/n) Σ |y − t| over all n numbers of the batch; {@link Reduction#SUM} gives
 * Σ |y − t|. The gradient is sign(y − t)/n, and 0 where y = t. It is PyTorch's {@code L1Loss}.
 *
 * <p>Shapes: output and target alike, such as (rows × outputs); they are never broadcast.
 *
 * <pre>{@code
 * Tensor loss = new MAELoss().of(model.forward(x), target);
 * }</pre>
 */
public final class MAELoss extends ElementwiseLoss {
  /** The mean over all numbers. */
  public MAELoss() {
    this(Reduction.MEAN);
  }

  /** The mean or the sum. */
  public MAELoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  Tensor sumOf(Tensor output, Tensor target) {
    return output.sub(target).abs().sum();
  }
}
