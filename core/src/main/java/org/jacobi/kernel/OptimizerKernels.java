package org.jacobi.kernel;

import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * One fused pass over value, gradient and state for each family of optimizers. All arrays are
 * contiguous, of one floating-point type and one length, and do not overlap; the value and the
 * states are updated in place, the gradient is only read. In every rule w is the value, η the rate
 * and g the gradient as {@link Update} prepares it; all operations are element by element, so that
 * a pass may be split into ranges without a change of a bit.
 */
public interface OptimizerKernels {
  /**
   * What all updates share: the rate η, and how the gradient is prepared: g ← factor · min(max(g,
   * −limit), limit) + decay · w.
   *
   * @param rate the step size η
   * @param limit bound of the gradient's elements, or infinity
   * @param factor what the bounded gradient is multiplied by, 1 for none
   * @param decay how much of the value is added to the gradient (L2), 0 for none
   */
  record Update(double rate, double limit, double factor, double decay) {
    /** An update that takes the gradient as it is. */
    public static Update plain(double rate) {
      return new Update(rate, Double.POSITIVE_INFINITY, 1, 0);
    }

    /** The same with another rate. */
    public Update withRate(double other) {
      return new Update(other, limit, factor, decay);
    }

    /** The same without decay. */
    public Update withoutDecay() {
      return new Update(rate, limit, factor, 0);
    }
  }

  /** Σ min(max(g, −limit), limit)², added in double in a fixed order. */
  double sumOfSquares(NDArray gradient, double limit);

  /** w ← w − η g. */
  void sgd(Update update, NDArray value, NDArray gradient);

  /** v ← a v + b g; w ← w + c v + d g. The rate of the update is not looked at: b, c, d hold it. */
  void momentum(
      Update update,
      double a,
      double b,
      double c,
      double d,
      NDArray value,
      NDArray gradient,
      NDArray velocity);

  /** s ← s + g²; w ← w − η g / (√s + ε). */
  void adaGrad(Update update, double epsilon, NDArray value, NDArray gradient, NDArray squares);

  /**
   * s ← ρ s + (1 − ρ) g²; δ = √(d + ε) / √(s + ε) · g; d ← ρ d + (1 − ρ) δ²; w ← w − η δ.
   *
   * @param squares s
   * @param deltas d
   */
  void adaDelta(
      Update update,
      double rho,
      double epsilon,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      NDArray deltas);

  /**
   * s ← α s + (1 − α) g²; if there is a mean: m ← α m + (1 − α) g; q = g / (√(s − m²) + ε); if
   * there is a velocity: b ← μ b + q, else b = q; w ← w − η b. Without a mean m is 0.
   *
   * @param squares s
   * @param mean m, or null
   * @param velocity b, or null
   */
  void rmsProp(
      Update update,
      double alpha,
      double epsilon,
      double momentum,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      @Nullable NDArray mean,
      @Nullable NDArray velocity);

  /**
   * The numbers of one pass of {@link #adam}.
   *
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε, outside of the root
   * @param first a, the share of the first moment, with the rate
   * @param direct b, the share of the gradient itself, with the rate; 0 but for NAdam
   * @param rootScale c, what the root is multiplied by
   * @param keep k, what the value is multiplied by first; 1 but for decoupled weight decay
   */
  record AdamPass(
      double beta1,
      double beta2,
      double epsilon,
      double first,
      double direct,
      double rootScale,
      double keep) {}

  /**
   * m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; if there is a largest: v̂ ← max(v̂, v), else v̂
   * = v; w ← k w − (a m + b g) / (c √v̂ + ε). The rate of the update is not looked at: a, b and k
   * hold it.
   *
   * @param m first moment
   * @param v second moment
   * @param largest v̂, or null
   */
  void adam(
      Update update,
      AdamPass pass,
      NDArray value,
      NDArray gradient,
      NDArray m,
      NDArray v,
      @Nullable NDArray largest);

  /**
   * m ← β₁ m + (1 − β₁) g; u ← max(β₂ u, |g| + ε); w ← w − η m / u.
   *
   * @param m first moment
   * @param u norm
   */
  void adaMax(
      Update update,
      double beta1,
      double beta2,
      double epsilon,
      NDArray value,
      NDArray gradient,
      NDArray m,
      NDArray u);
}
