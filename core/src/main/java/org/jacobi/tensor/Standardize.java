package org.jacobi.tensor;

import java.util.Objects;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean) / √(variance + ε) over some axes, fused: the heart of batch and layer normalisation.
 */
final class Standardize extends Op {
  private final int[] axes;
  private final double epsilon;
  private @Nullable NDArray mean;
  private @Nullable NDArray variance;

  Standardize(double epsilon, int... axes) {
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
    Shape kept = in[0].shape();
    for (int axis : axes) {
      kept = kept.with(axis, 1);
    }
    var out = NDArray.allocate(in[0].dtype(), in[0].shape());
    var centre = NDArray.allocate(in[0].dtype(), kept);
    var spread = NDArray.allocate(in[0].dtype(), kept);
    kernels.standardize(in[0], axes, epsilon, out, centre, spread);
    mean = centre;
    variance = spread;
    return out;
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    var op = new StandardizeGradient(variance(), epsilon, axes);
    return gradients(op.apply(upstream, output()));
  }

  @Override
  public Formula formula() {
    return Formula.of(
            "y = (x − mean) / √(variance + ε)",
            "y = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}")
        .derivative(
            "gradient of x = (u − mean(u) − y · mean(u · y)) / √(variance + ε)",
            "\\frac{u - \\overline{u} - y\\,\\overline{u y}}{\\sqrt{\\sigma^2 + \\epsilon}}");
  }
}
