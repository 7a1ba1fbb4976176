package org.jacobi.nn;

import java.util.Arrays;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * Binary cross entropy of logits: each output x is the score of a yes-or-no question of its own,
 * whose answer t is 0, 1 or a probability between. With p = 1 / (1 + e⁻ˣ) the loss is
 *
 * <p>−w · t · log p − (1 − t) · log(1 − p) = w · t · softplus(−x) + (1 − t) · softplus(x),
 *
 * <p>averaged over all numbers of the batch, or summed. The right-hand side is what is computed: it
 * neither overflows nor cancels. The gradient is p − t for w = 1. The positive weight w is 1 unless
 * it is given; w &gt; 1 makes a missed yes dearer. The model has no {@link Sigmoid} at its end.
 *
 * <p>Shapes: output and target alike, (rows × outputs), also for a single output; they are never
 * broadcast.
 *
 * <pre>{@code
 * var loss = new BCEWithLogitsLoss().withPositiveWeights(3);
 * double value = loss.of(model.forward(x), Tensor.of(new float[] {0, 1, 1}, 3, 1)).item();
 * }</pre>
 */
public final class BCEWithLogitsLoss extends ElementwiseLoss {
  private final double[] positiveWeights;

  /** The mean over all numbers. */
  public BCEWithLogitsLoss() {
    this(Reduction.MEAN);
  }

  /** The mean or the sum. */
  public BCEWithLogitsLoss(Reduction reduction) {
    this(reduction, new double[0]);
  }

  private BCEWithLogitsLoss(Reduction reduction, double[] positiveWeights) {
    super(reduction);
    this.positiveWeights = positiveWeights;
  }

  /**
   * This loss with weights for the answer yes: one for each output, or one for all.
   *
   * @throws IllegalArgumentException if there is none, or one is negative or not finite
   */
  public BCEWithLogitsLoss withPositiveWeights(double... weights) {
    ClassTargets.requireWeights("BCEWithLogitsLoss", weights);
    return new BCEWithLogitsLoss(reduction(), weights.clone());
  }

  @Override
  public OutputKind outputKind() {
    return OutputKind.BINARY_LOGITS;
  }

  @Override
  Tensor sumOf(Tensor output, Tensor target) {
    double[] yes = target.toDoubles();
    requireProbabilities(yes, target.shape());
    double[] no = new double[yes.length];
    double[] weights = weightsFor(output.shape());
    for (int i = 0; i < yes.length; i++) {
      no[i] = 1 - yes[i];
      yes[i] *= weights[i % weights.length];
    }
    return output
        .binaryCrossEntropy(
            ClassTargets.like(output, output.shape(), yes),
            ClassTargets.like(output, output.shape(), no))
        .sum();
  }

  /** A weight for each output, or one for all. */
  private double[] weightsFor(Shape shape) {
    if (positiveWeights.length == 0) {
      return new double[] {1};
    }
    if (positiveWeights.length > 1
        && (shape.rank() == 0 || shape.dim(-1) != positiveWeights.length)) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] there must be one positive weight for each output: "
              + positiveWeights.length
              + " weights, output "
              + shape);
    }
    return positiveWeights;
  }

  private void requireProbabilities(double[] numbers, Shape shape) {
    int columns = shape.rank() < 2 ? 1 : shape.dim(-1);
    for (int i = 0; i < numbers.length; i++) {
      if (!(numbers[i] >= 0 && numbers[i] <= 1)) {
        throw new IllegalArgumentException(
            "["
                + this
                + "] targets must lie in 0…1, but row "
                + i / columns
                + " has "
                + Text.number(numbers[i])
                + ". For class numbers there is CrossEntropyLoss");
      }
    }
  }

  /** Such as {@code BCEWithLogitsLoss(positive weights [3], mean)}. */
  @Override
  public String toString() {
    String weights =
        positiveWeights.length == 0
            ? ""
            : "positive weights "
                + Arrays.stream(positiveWeights).mapToObj(Text::number).toList()
                + ", ";
    return "BCEWithLogitsLoss(" + weights + reductionText() + ")";
  }
}
