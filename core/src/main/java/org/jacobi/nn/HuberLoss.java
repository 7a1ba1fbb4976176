package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * Quadratic for small errors d = y − t and linear for large ones: ½d² where |d| ≤ δ, else δ(|d| −
 * ½δ), averaged over all n numbers of the batch, or summed. The gradient is d/n, cut off at ±δ/n.
 *
 * <p>Shapes: output and target alike, such as (rows × outputs); they are never broadcast. Default:
 * δ = 1.
 *
 * <pre>{@code
 * Tensor loss = new HuberLoss(0.5).of(model.forward(x), target);
 * }</pre>
 *
 * <p>Source: Huber, "Robust estimation of a location parameter", 1964.
 */
public final class HuberLoss extends ElementwiseLoss {
  /** The default δ. */
  public static final double DELTA = 1;

  private final double delta;

  /** The mean with {@link #DELTA}. */
  public HuberLoss() {
    this(DELTA);
  }

  /**
   * The mean with another δ.
   *
   * @throws IllegalArgumentException if δ is not positive and finite
   */
  public HuberLoss(double delta) {
    this(delta, Reduction.MEAN);
  }

  /**
   * The mean or the sum with another δ.
   *
   * @throws IllegalArgumentException if δ is not positive and finite
   */
  public HuberLoss(double delta, Reduction reduction) {
    super(reduction);
    if (!(delta > 0 && Double.isFinite(delta))) {
      throw new IllegalArgumentException(
          "[HuberLoss] delta must be positive and finite, but is " + delta);
    }
    this.delta = delta;
  }

  @Override
  Tensor sumOf(Tensor output, Tensor target) {
    Tensor error = output.sub(target);
    Tensor cut = error.clamp(-delta, delta);
    // With c the cut error, c(d − c/2) is ½d² inside and δ(|d| − ½δ) outside, without branches.
    return cut.mul(error.sub(cut.mul(0.5))).sum();
  }

  @Override
  public String toString() {
    return "HuberLoss(delta " + Text.number(delta) + ", " + reductionText() + ")";
  }
}
