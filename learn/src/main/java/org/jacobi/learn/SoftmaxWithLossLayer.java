package org.jacobi.learn;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and cross entropy in one: p = softmax x in each row, L = −(1/rows) Σ t · log p. Backward
 * ∂L/∂x = ∂L · (p − t) / rows: what is left of both derivatives is the difference between answer
 * and truth.
 *
 * <p>Shapes: scores x (rows × classes) of any size; targets either one-hot rows (rows × classes) or
 * class numbers, I32 or I64 (rows); the loss is a scalar. The largest score of a row is taken off
 * all of them first, which changes no probability, and no exponential overflows.
 *
 * <p>For rows of targets that do not sum to 1 the gradient is (p · Σt − t) / rows.
 */
public final class SoftmaxWithLossLayer extends ManualLoss {
  private @Nullable NDArray probabilities;
  private @Nullable NDArray target;

  /** The mean over rows. */
  public SoftmaxWithLossLayer() {}

  /**
   * p of the last scores, (rows × classes).
   *
   * @throws IllegalStateException if {@link #forward} was not called before
   */
  public NDArray probabilities() {
    return kept(probabilities);
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    requireCount(2, inputs);
    NDArray scores = inputs[0];
    if (scores.shape().rank() != 2) {
      throw new IllegalArgumentException(Words.error(name(), "matrix", scores.shape()));
    }
    int rows = scores.shape().dim(0);
    int classes = scores.shape().dim(1);
    NDArray wanted = Targets.asRows(name(), inputs[1], scores);
    double[] x = scores.toDoubles();
    double[] t = wanted.toDoubles();
    double[] p = new double[x.length];
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = row * classes; c < (row + 1) * classes; c++) {
        largest = Math.max(largest, x[c]);
      }
      double sum = 0;
      for (int c = row * classes; c < (row + 1) * classes; c++) {
        p[c] = StrictMath.exp(x[c] - largest);
        sum += p[c];
      }
      for (int c = row * classes; c < (row + 1) * classes; c++) {
        p[c] /= sum;
        // log p by itself, so that a probability that rounds to 0 gives no infinite loss
        loss -= t[c] * (x[c] - largest - StrictMath.log(sum));
      }
    }
    probabilities = NDArray.allocate(scores.dtype(), scores.shape()).copyFrom(p);
    target = wanted;
    return NDArray.allocate(scores.dtype(), Shape.SCALAR).fill(loss / rows);
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray p = kept(probabilities);
    requireUpstream(upstream, Shape.SCALAR);
    int rows = p.shape().dim(0);
    int classes = p.shape().dim(1);
    double factor = upstream.item() / rows;
    double[] dx = p.toDoubles();
    double[] t = kept(target).toDoubles();
    for (int row = 0; row < rows; row++) {
      double sum = 0; // 1 for one-hot rows
      for (int c = row * classes; c < (row + 1) * classes; c++) {
        sum += t[c];
      }
      for (int c = row * classes; c < (row + 1) * classes; c++) {
        dx[c] = factor * (dx[c] * sum - t[c]);
      }
    }
    return new NDArray[] {NDArray.allocate(p.dtype(), p.shape()).copyFrom(dx)};
  }

  @Override
  public Loss automaticLoss() {
    return new CrossEntropyLoss();
  }

  @Override
  NDArray automaticTarget(NDArray given, NDArray output) {
    return given.dtype().isFloating() ? given.cast(output.dtype()) : given.cast(DType.I32);
  }
}
