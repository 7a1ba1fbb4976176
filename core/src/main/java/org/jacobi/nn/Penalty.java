package org.jacobi.nn;

import java.util.function.Predicate;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * What is added to the loss for large parameters: λ₁ Σ|w| + ½ λ₂ Σ w² over the weights of a model.
 * Biases and the scales of normalisations are not counted unless {@link #over} says so; frozen
 * parameters never are.
 *
 * <p>The gradient is λ₁ · sign(w) + λ₂ · w, with sign(0) = 0. For plain SGD, {@link #l2} is the
 * same as weight decay by λ; for methods that scale gradients, such as Adam, it is not.
 *
 * <pre>{@code
 * Tensor total = loss.of(model.forward(x), t).add(Penalty.l2(1e-4).of(model));
 * }</pre>
 *
 * <p>Sources: Hoerl, Kennard, "Ridge regression", 1970; Tibshirani, "Regression shrinkage and
 * selection via the lasso", 1996; Zou, Hastie, "Regularization and variable selection via the
 * elastic net", 2005.
 */
public final class Penalty {
  private final double absolute;
  private final double squared;
  private final Predicate<Param> counted;

  private Penalty(double absolute, double squared, Predicate<Param> counted) {
    requireFactor(absolute);
    requireFactor(squared);
    this.absolute = absolute;
    this.squared = squared;
    this.counted = counted;
  }

  private static void requireFactor(double lambda) {
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException(
          "[penalty] a factor must be finite and not negative, but is " + lambda);
    }
  }

  /**
   * ½ λ Σ w².
   *
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static Penalty l2(double lambda) {
    return elastic(0, lambda);
  }

  /**
   * λ Σ|w|.
   *
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static Penalty l1(double lambda) {
    return elastic(lambda, 0);
  }

  /**
   * λ₁ Σ|w| + ½ λ₂ Σ w².
   *
   * @throws IllegalArgumentException if one of them is negative or not finite
   */
  public static Penalty elastic(double lambda1, double lambda2) {
    return new Penalty(lambda1, lambda2, param -> param.role() == Param.Role.WEIGHT);
  }

  /** This penalty over the parameters that the predicate chooses, in place of all weights. */
  public Penalty over(Predicate<Param> chosen) {
    return new Penalty(absolute, squared, chosen);
  }

  /**
   * The penalty of a model, a scalar of its type; 0 if no parameter counts.
   *
   * @throws IllegalStateException if the model was not initialised
   */
  public Tensor of(Layer model) {
    DType dtype = DType.F32;
    Tensor total = null;
    for (Param param : model.params()) {
      Tensor w = param.tensor();
      dtype = w.dtype();
      if (!param.isFrozen() && counted.test(param)) {
        Tensor part = of(w);
        total = total == null ? part : total.add(part);
      }
    }
    return total == null ? new Tensor(NDArray.zeros(dtype, Shape.SCALAR)) : total;
  }

  private Tensor of(Tensor w) {
    if (squared == 0) {
      return w.abs().sum().mul(absolute);
    }
    Tensor squares = w.square().sum().mul(squared / 2);
    return absolute == 0 ? squares : w.abs().sum().mul(absolute).add(squares);
  }

  /** Such as {@code L2(1e-4)}. */
  @Override
  public String toString() {
    if (absolute == 0) {
      return "L2(" + Text.number(squared) + ")";
    }
    return squared == 0
        ? "L1(" + Text.number(absolute) + ")"
        : "elastic(" + Text.number(absolute) + ", " + Text.number(squared) + ")";
  }
}
