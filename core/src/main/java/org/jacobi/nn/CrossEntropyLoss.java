package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * Cross entropy of scores (logits) x of classes: −Σ_c q_c · w_c · log a_c for each row, with a =
 * softmax x. The targets q are
 *
 * <ul>
 *   <li>labels t, whole numbers: q is 1 for the class t and 0 for the others, or
 *   <li>probabilities, real numbers: one-hot or soft rows.
 * </ul>
 *
 * <p>Label smoothing by s (Szegedy et al. 2016) takes (1 − s) · q + s / classes in place of q.
 * {@link Reduction#MEAN} divides the sum by Σ w[t] for labels, and by the number of rows for
 * probabilities. Rows whose label is the ignored index count in neither sum. Each of this is as in
 * PyTorch 1.13, but that there is no ignored index unless it is given (there −100), and that the
 * mean over no rows is 0 (there NaN).
 *
 * <p>Shapes: output (rows × classes), or more axes before the last; labels I32 or I64 (rows);
 * probabilities F32 or F64 (rows × classes). Targets are constants. Defaults: weights 1, smoothing
 * 0. The model has no {@link Softmax} at its end.
 *
 * <pre>{@code
 * var loss = new CrossEntropyLoss().withClassWeights(1, 1, 4).withLabelSmoothing(0.1);
 * double value = loss.of(model.forward(x), Tensor.of(new int[] {2, 0})).item();
 * }</pre>
 */
public final class CrossEntropyLoss extends Loss {
  private final ClassTargets targets;
  private final double smoothing;

  /** The mean over rows. */
  public CrossEntropyLoss() {
    this(Reduction.MEAN);
  }

  /** The mean or the sum. */
  public CrossEntropyLoss(Reduction reduction) {
    this(reduction, ClassTargets.plain("CrossEntropyLoss"), 0);
  }

  private CrossEntropyLoss(Reduction reduction, ClassTargets targets, double smoothing) {
    super(reduction);
    this.targets = targets;
    this.smoothing = smoothing;
  }

  /**
   * This loss with a weight for each class.
   *
   * @throws IllegalArgumentException if there is none, or one is negative or not finite
   */
  public CrossEntropyLoss withClassWeights(double... weights) {
    return new CrossEntropyLoss(reduction(), targets.withWeights(weights), smoothing);
  }

  /**
   * This loss with label smoothing.
   *
   * @param amount the part of the probability that all classes share, in 0…1
   * @throws IllegalArgumentException if it lies elsewhere
   */
  public CrossEntropyLoss withLabelSmoothing(double amount) {
    if (!(amount >= 0 && amount <= 1)) {
      throw new IllegalArgumentException(
          "[CrossEntropyLoss] label smoothing must lie in 0…1, but is " + amount);
    }
    return new CrossEntropyLoss(reduction(), targets, amount);
  }

  /** This loss with a label for rows that do not count, which need not be the number of a class. */
  public CrossEntropyLoss withIgnoredIndex(long label) {
    return new CrossEntropyLoss(reduction(), targets.withIgnored(label), smoothing);
  }

  @Override
  public OutputKind outputKind() {
    return OutputKind.LOGITS;
  }

  @Override
  public boolean takesClassNumbers() {
    return true;
  }

  @Override
  public Tensor sum(Tensor output, Tensor target) {
    int classes = targets.classes(output);
    boolean soft = target.dtype().isFloating() && target.shape().equals(output.shape());
    if (soft && target.requiresGrad()) {
      throw new IllegalArgumentException(
          "[CrossEntropyLoss] targets are constants and get no gradient: use target.detach()");
    }
    double[] weighted =
        soft
            ? ofProbabilities(target.toDoubles(), classes)
            : ofLabels(targets.labels(output, target), classes);
    return output.softmaxCrossEntropy(ClassTargets.like(output, output.shape(), weighted)).sum();
  }

  /** q_c · w_c for each row; zeros for a row that does not count. */
  private double[] ofLabels(int[] labels, int classes) {
    double[] weighted = new double[labels.length * classes];
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0) {
        continue;
      }
      int from = row * classes;
      if (smoothing > 0) {
        for (int c = 0; c < classes; c++) {
          weighted[from + c] = smoothing / classes * targets.weight(c);
        }
      }
      weighted[from + labels[row]] += (1 - smoothing) * targets.weight(labels[row]);
    }
    return weighted;
  }

  private double[] ofProbabilities(double[] q, int classes) {
    double[] weighted = new double[q.length];
    for (int i = 0; i < q.length; i++) {
      weighted[i] = ((1 - smoothing) * q[i] + smoothing / classes) * targets.weight(i % classes);
    }
    return weighted;
  }

  @Override
  public double weight(Tensor target) {
    return target.dtype().isFloating()
        ? target.shape().remove(-1).size()
        : targets.totalWeight(target);
  }

  /** Such as {@code CrossEntropyLoss(label smoothing 0.1, mean)}. */
  @Override
  public String toString() {
    String smooth = smoothing == 0 ? "" : "label smoothing " + Text.number(smoothing) + ", ";
    return "CrossEntropyLoss(" + targets.text() + smooth + reductionText() + ")";
  }
}
