package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.HalfSquaredErrorLoss;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * L = (1/rows) Σ ½(y − t)²: backward ∂L/∂y = ∂L · (y − t) / rows. The factor ½ is there for this
 * gradient.
 *
 * <p>Shapes: output y (rows × outputs); targets alike, or class numbers (rows), which count as
 * one-hot rows; the loss is a scalar.
 */
public final class SquaredErrorLayer extends ManualLoss {
  private @Nullable NDArray difference;

  /** The mean over rows. */
  public SquaredErrorLayer() {}

  @Override
  public NDArray forward(NDArray... inputs) {
    requireCount(2, inputs);
    NDArray y = inputs[0];
    if (y.shape().rank() != 2) {
      throw new IllegalArgumentException(Words.error(name(), "matrix", y.shape()));
    }
    NDArray error = Matrices.combine(y, Targets.asRows(name(), inputs[1], y), (a, t) -> a - t);
    difference = error;
    double loss = 0;
    for (double e : error.toDoubles()) {
      loss += e * e / 2;
    }
    return NDArray.allocate(y.dtype(), Shape.SCALAR).fill(loss / y.shape().dim(0));
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray error = kept(difference);
    requireUpstream(upstream, Shape.SCALAR);
    double factor = upstream.item() / error.shape().dim(0);
    return new NDArray[] {Matrices.map(error, e -> factor * e)};
  }

  @Override
  public Loss automaticLoss() {
    return new HalfSquaredErrorLoss(Reduction.MEAN);
  }

  @Override
  NDArray automaticTarget(NDArray given, NDArray output) {
    return Targets.asRows(name(), given, output);
  }
}
