package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * How far outputs are from their targets, as (sum, weight). The weight is known from the targets
 * alone, so a batch can be split into shards that each divide by the weight of the whole batch.
 *
 * <p>Order of the calls: none; every method is a pure function.
 */
public abstract class Loss {
  private final Reduction reduction;

  /** For subclasses. */
  protected Loss(Reduction reduction) {
    this.reduction = reduction;
  }

  /** How the losses of a batch become one number. */
  public final Reduction reduction() {
    return reduction;
  }

  /** What this loss takes the model's outputs for; {@link OutputKind#VALUES} unless overridden. */
  public OutputKind outputKind() {
    return OutputKind.VALUES;
  }

  /**
   * True if {@link #sum} takes class numbers (rows) as targets; else a trainer gives one-hot rows,
   * or 0 and 1 (rows × 1) where a model has one output for two classes.
   */
  public boolean takesClassNumbers() {
    return false;
  }

  /**
   * The sum of the losses, a scalar.
   *
   * @throws IllegalArgumentException if outputs and targets do not fit
   */
  public abstract Tensor sum(Tensor output, Tensor target);

  /** What {@link Reduction#MEAN} divides the sum by. */
  public abstract double weight(Tensor target);

  /**
   * What this loss divides the sum by: the weight, or 1 for {@link Reduction#SUM}. Also 1 where the
   * weight is 0, as when all rows are ignored: the sum is 0 then, and so is the loss, which is NaN
   * in PyTorch.
   */
  public final double divisor(Tensor target) {
    double weight = reduction == Reduction.SUM ? 1 : weight(target);
    return weight == 0 ? 1 : weight;
  }

  /** The loss of a whole batch, a scalar. */
  public final Tensor of(Tensor output, Tensor target) {
    return sum(output, target).div(divisor(target));
  }

  final String reductionText() {
    return reduction == Reduction.MEAN ? "mean" : "sum";
  }
}
