package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * The squared error: (1/n) Σ (y − t)² over all n numbers of the batch; {@link Reduction#SUM} gives
 * Σ (y − t)². The gradient is 2(y − t)/n.
 *
 * <p>Shapes: output and target alike, such as (rows × outputs); they are never broadcast.
 *
 * <pre>{@code
 * Tensor loss = new MSELoss().of(model.forward(x), target);
 * }</pre>
 *
 * @see HalfSquaredErrorLoss with the factor ½
 */
public final class MSELoss extends ElementwiseLoss {
  /** The mean over all numbers. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  /** The mean or the sum. */
  public MSELoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  Tensor sumOf(Tensor output, Tensor target) {
    return output.sub(target).square().sum();
  }
}
