package org.jacobi.tensor;

import java.util.Objects;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean) / √(variance + ε) over some axes, perhaps scaled and shifted, fused: batch and layer
 * normalisation. Inputs are (x) or (x, scale, shift).
 */
final class Standardize extends Op {
  /** What formulas call the standardized numbers. */
  static final String WITH_Z = "with z = (x − mean) / √(variance + ε)";

  private final int[] axes;
  private final double epsilon;
  private boolean scaled;
  private @Nullable NDArray mean;
  private @Nullable NDArray variance;

  Standardize(double epsilon, int... axes) {
    if (!(epsilon >= 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException(
          "[standardize] epsilon must be 0 or more, and finite, but is " + epsilon);
    }
    this.axes = axes;
    this.epsilon = epsilon;
  }

  NDArray mean() {
    return Objects.requireNonNull(mean);
  }

  NDArray variance() {
    return Objects.requireNonNull(variance);
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireFloating(name(), in[0]);
    scaled = in.length == 3;
    Shape kept = in[0].shape();
    for (int axis : axes) {
      kept = kept.with(axis, 1);
    }
    NDArray scale = null;
    NDArray shift = null;
    if (scaled) {
      requireSuiting(in[0], in[1], in[2]);
      scale = withRank(in[1], kept.rank());
      shift = withRank(in[2], kept.rank());
    }
    var out = NDArray.allocate(in[0].dtype(), in[0].shape());
    var centre = NDArray.allocate(in[0].dtype(), kept);
    var spread = NDArray.allocate(in[0].dtype(), kept);
    kernels.standardize(in[0], axes, epsilon, scale, shift, out, centre, spread);
    mean = centre;
    variance = spread;
    return out;
  }

  private void requireSuiting(NDArray x, NDArray scale, NDArray shift) {
    Messages.requireSameType(name(), x, scale);
    Messages.requireSameType(name(), x, shift);
    boolean fits = Objects.equals(x.shape(), Shape.broadcast(x.shape(), scale.shape()));
    if (!fits || !scale.shape().equals(shift.shape())) {
      throw new IllegalArgumentException(
          "[standardize] scale and shift must have one shape that can be stretched over that of the"
              + " input "
              + x.shape()
              + ", but have "
              + scale.shape()
              + " and "
              + shift.shape());
    }
  }

  /** With axes of length 1 before its own. */
  static NDArray withRank(NDArray x, int rank) {
    var result = x;
    while (result.shape().rank() < rank) {
      result = result.unsqueeze(0);
    }
    return result;
  }

  @Override
  protected @Nullable Tensor[] backward(Tensor upstream) {
    var op = new StandardizeGradient(mean(), variance(), epsilon, axes);
    if (!scaled) {
      return gradients(op.apply(upstream, input(0)));
    }
    return op.all(upstream, input(0), input(1), place(1), place(2));
  }

  @Override
  public Formula formula() {
    String fraction = "\\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}";
    if (!scaled) {
      return Formula.of("y = (x − mean) / √(variance + ε)", "y = " + fraction)
          .derivative(
              "gradient of x = (u − mean(u) − y · mean(u · y)) / √(variance + ε)",
              "\\frac{u - \\overline{u} - y\\,\\overline{u y}}{\\sqrt{\\sigma^2 + \\epsilon}}");
    }
    return Formula.of("y = w · (x − mean) / √(variance + ε) + b", "y = w " + fraction + " + b")
        .derivative(
            "gradient of x = (u · w − mean(u · w) − z · mean(u · w · z)) / √(variance + ε) "
                + WITH_Z,
            "\\frac{u w - \\overline{u w} - z\\,\\overline{u w z}}"
                + "{\\sqrt{\\sigma^2 + \\epsilon}},\\ z = "
                + fraction)
        .derivative("gradient of w = Σ u · z " + WITH_Z, "\\textstyle\\sum u " + fraction)
        .derivative("gradient of b = Σ u", "\\textstyle\\sum u")
        .named("x", "w", "b");
  }
}
