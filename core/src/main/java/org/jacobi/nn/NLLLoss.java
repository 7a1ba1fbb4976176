package org.jacobi.nn;

import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Tensor;

/**
 * The negative log-likelihood of log-probabilities, such as those of {@link LogSoftmax}: Σ −w[t] ·
 * x[row, t] over the rows, divided by Σ w[t] for {@link Reduction#MEAN}. Every class weight w is 1
 * unless given. Rows with the ignored index count in neither sum; there is none unless given
 * (PyTorch's default is −100).
 *
 * <p>Shapes: output (rows × classes), or more axes before the last; labels I32 or I64 (rows).
 *
 * <pre>{@code
 * Tensor loss = new NLLLoss().of(x.logSoftmax(-1), Tensor.of(new int[] {2, 0}));
 * }</pre>
 */
public final class NLLLoss extends Loss {
  private final ClassTargets targets;

  /** The mean over rows. */
  public NLLLoss() {
    this(Reduction.MEAN);
  }

  /** The mean or the sum. */
  public NLLLoss(Reduction reduction) {
    this(reduction, ClassTargets.plain("NLLLoss"));
  }

  private NLLLoss(Reduction reduction, ClassTargets targets) {
    super(reduction);
    this.targets = targets;
  }

  /**
   * This loss with a weight for each class.
   *
   * @throws IllegalArgumentException if there is none, or one is negative or not finite
   */
  public NLLLoss withClassWeights(double... weights) {
    return new NLLLoss(reduction(), targets.withWeights(weights));
  }

  /** This loss with a label for rows that do not count, which need not be the number of a class. */
  public NLLLoss withIgnoredIndex(long label) {
    return new NLLLoss(reduction(), targets.withIgnored(label));
  }

  @Override
  public OutputKind outputKind() {
    return OutputKind.LOG_PROBABILITIES;
  }

  @Override
  public boolean takesClassNumbers() {
    return true;
  }

  @Override
  public Tensor sum(Tensor output, Tensor target) {
    int[] labels = targets.labels(output, target);
    var column = output.shape().with(-1, 1);
    double[] weights = new double[labels.length];
    double[] counted = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] >= 0) {
        weights[row] = -targets.weight(labels[row]);
        counted[row] = 1;
      }
    }
    long[] picked = Arrays.stream(labels).mapToLong(label -> Math.max(0, label)).toArray();
    var index = NDArray.allocate(DType.I32, column).copyFrom(picked);
    // Not a product with 0: the log-probability of an ignored row may be −∞.
    Tensor counting = ClassTargets.like(output, column, counted).gt(0);
    return output
        .gather(-1, new Tensor(index))
        .where(counting)
        .mul(ClassTargets.like(output, column, weights))
        .sum();
  }

  @Override
  public double weight(Tensor target) {
    return targets.totalWeight(target);
  }

  /** Such as {@code NLLLoss(class weights [1, 3], mean)}. */
  @Override
  public String toString() {
    return "NLLLoss(" + targets.text() + reductionText() + ")";
  }
}
