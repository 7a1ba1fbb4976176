package org.jacobi.nn;

import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * Half of the squared error, ½ Σ (y − t)² over all numbers of the batch, whose gradient is y − t:
 * the loss that most derivations of backpropagation begin with. {@link Reduction#MEAN} divides it
 * by the number of rows.
 *
 * <p>Shapes: output and target alike, (rows × outputs); they are never broadcast.
 *
 * <pre>{@code
 * Tensor loss = new HalfSquaredErrorLoss().of(model.forward(x), target);
 * }</pre>
 *
 * <p>Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors",
 * 1986.
 */
public final class HalfSquaredErrorLoss extends ElementwiseLoss {
  /** The sum over all numbers. */
  public HalfSquaredErrorLoss() {
    this(Reduction.SUM);
  }

  /** The sum, or the mean over rows. */
  public HalfSquaredErrorLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  Tensor sumOf(Tensor output, Tensor target) {
    return output.sub(target).square().sum().mul(0.5);
  }

  /** Counts the rows. */
  @Override
  public double weight(Tensor target) {
    Shape shape = target.shape();
    return shape.rank() == 0 ? 1 : shape.dim(0);
  }
}
