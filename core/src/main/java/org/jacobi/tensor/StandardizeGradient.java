package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of x in {@link Standardize}; inputs are (u, x) or (u, x, scale). With a scale, the
 * gradients of scale and shift are computed at the same time.
 */
final class StandardizeGradient extends Op {
  private final NDArray mean;
  private final NDArray variance;
  private final double epsilon;
  private final int[] axes;
  private @Nullable NDArray ofScale;
  private @Nullable NDArray ofShift;

  StandardizeGradient(NDArray mean, NDArray variance, double epsilon, int... axes) {
    this.mean = mean;
    this.variance = variance;
    this.epsilon = epsilon;
    this.axes = axes;
  }

  /**
   * The gradients of (x, scale, shift), where the last two are wanted at these places, or anywhere.
   */
  Tensor[] all(
      Tensor upstream,
      Tensor x,
      Tensor scale,
      @Nullable NDArray atScale,
      @Nullable NDArray atShift) {
    var type = scale.dtype();
    var first = placeOrNew(atScale, type, scale.shape());
    var second = placeOrNew(atShift, type, scale.shape());
    ofScale = first;
    ofShift = second;
    Tensor gradient = apply(upstream, x, scale);
    return new Tensor[] {
      gradient,
      new StandardizePart(first, true).apply(upstream, x, scale),
      new StandardizePart(second, false).apply(upstream, x, scale)
    };
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    int rank = in[1].shape().rank();
    var scale = in.length == 3 ? Standardize.withRank(in[2], rank) : null;
    var first = ofScale == null ? null : Standardize.withRank(ofScale, rank);
    var second = ofShift == null ? null : Standardize.withRank(ofShift, rank);
    var out = NDArray.allocate(in[1].dtype(), in[1].shape());
    kernels.standardizeGradient(
        in[0].contiguous(), in[1], mean, variance, scale, axes, epsilon, out, first, second);
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    throw noSecondDerivative();
  }

  static RuntimeException noSecondDerivative() {
    return Messages.noSecondDerivative(
        "standardize", "x.sub(x.mean(…)).div(x.var(…).add(epsilon).sqrt())");
  }

  @Override
  public Formula formula() {
    boolean scaled = ofScale != null;
    String v = scaled ? "u · w" : "u";
    String latex = scaled ? "u w" : "u";
    return Formula.of(
            "y = (%1$s − mean(%1$s) − z · mean(%1$s · z)) / √(variance + ε) ".formatted(v)
                + Standardize.WITH_Z,
            ("y = \\frac{%1$s - \\overline{%1$s} - z\\,\\overline{%1$s z}}"
                    + "{\\sqrt{\\sigma^2 + \\epsilon}},"
                    + "\\ z = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}")
                .formatted(latex))
        .derivative("no second derivative", "\\text{none}")
        .named(scaled ? new String[] {"u", "x", "w"} : new String[] {"u", "x"});
  }
}
