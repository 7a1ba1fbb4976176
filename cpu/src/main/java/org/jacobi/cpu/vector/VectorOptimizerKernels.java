package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.DOUBLES;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.OptimizerKernels;
import org.jspecify.annotations.Nullable;

/**
 * The fused updates of floats, one pass over memory for each. Numbers of the rules are rounded to
 * floats first. Other types are left to the plain kernels.
 */
final class VectorOptimizerKernels implements OptimizerKernels {
  private final OptimizerKernels plain;

  /** Kernels that leave to {@code plain} what are not floats. */
  VectorOptimizerKernels(OptimizerKernels plain) {
    this.plain = plain;
  }

  private static boolean areFloats(NDArray value, NDArray gradient) {
    return value.dtype() == DType.F32 && gradient.dtype() == DType.F32;
  }

  @Override
  public double sumOfSquares(NDArray gradient, double limit) {
    if (gradient.dtype() != DType.F32 || !gradient.isContiguous()) {
      return plain.sumOfSquares(gradient, limit);
    }
    MemorySegment gs = gradient.segment();
    long at = Layout.at(gradient);
    int n = Math.toIntExact(gradient.size());
    boolean bounded = limit < Double.POSITIVE_INFINITY;
    // Two sums that do not wait for each other; the squares of floats are exact in double.
    DoubleVector s0 = DoubleVector.zero(DOUBLES);
    DoubleVector s1 = DoubleVector.zero(DOUBLES);
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector x =
          i <= n - LENGTH
              ? FloatVector.fromMemorySegment(FLOATS, gs, at + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(
                  FLOATS, gs, at + 4L * i, ORDER, FLOATS.indexInRange(i, n));
      DoubleVector low = (DoubleVector) x.castShape(DOUBLES, 0);
      DoubleVector high = (DoubleVector) x.castShape(DOUBLES, 1);
      if (bounded) {
        low = low.min(limit).max(-limit);
        high = high.min(limit).max(-limit);
      }
      s0 = s0.add(low.mul(low));
      s1 = s1.add(high.mul(high));
    }
    return Lanes.sum(s0.add(s1));
  }

  @Override
  public void sgd(Update update, NDArray value, NDArray gradient) {
    if (areFloats(value, gradient)) {
      OptimizerLoops.sgd(update, value, gradient);
    } else {
      plain.sgd(update, value, gradient);
    }
  }

  @Override
  public void momentum(
      Update update,
      double a,
      double b,
      double c,
      double d,
      NDArray value,
      NDArray gradient,
      NDArray velocity) {
    if (areFloats(value, gradient)) {
      OptimizerLoops.momentum(
          update, (float) a, (float) b, (float) c, (float) d, value, gradient, velocity);
    } else {
      plain.momentum(update, a, b, c, d, value, gradient, velocity);
    }
  }

  @Override
  public void adaGrad(
      Update update, double epsilon, NDArray value, NDArray gradient, NDArray squares) {
    if (areFloats(value, gradient)) {
      OptimizerLoops.adaGrad(update, (float) epsilon, value, gradient, squares);
    } else {
      plain.adaGrad(update, epsilon, value, gradient, squares);
    }
  }

  @Override
  public void adaDelta(
      Update update,
      double rho,
      double epsilon,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      NDArray deltas) {
    if (areFloats(value, gradient)) {
      OptimizerLoops.adaDelta(update, rho, (float) epsilon, value, gradient, squares, deltas);
    } else {
      plain.adaDelta(update, rho, epsilon, value, gradient, squares, deltas);
    }
  }

  @Override
  public void rmsProp(
      Update update,
      double alpha,
      double epsilon,
      double momentum,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      @Nullable NDArray mean,
      @Nullable NDArray velocity) {
    if (areFloats(value, gradient)) {
      OptimizerLoops.rmsProp(
          update,
          alpha,
          (float) epsilon,
          (float) momentum,
          value,
          gradient,
          squares,
          mean,
          velocity);
    } else {
      plain.rmsProp(update, alpha, epsilon, momentum, value, gradient, squares, mean, velocity);
    }
  }

  @Override
  public void adam(
      Update update,
      AdamPass pass,
      NDArray value,
      NDArray gradient,
      NDArray m,
      NDArray v,
      @Nullable NDArray largest) {
    if (!areFloats(value, gradient)) {
      plain.adam(update, pass, value, gradient, m, v, largest);
    } else if (largest == null) {
      AdamLoops.adam(update, pass, value, gradient, m, v);
    } else {
      AdamLoops.amsGrad(update, pass, value, gradient, m, v, largest);
    }
  }

  @Override
  public void adaMax(
      Update update,
      double beta1,
      double beta2,
      double epsilon,
      NDArray value,
      NDArray gradient,
      NDArray m,
      NDArray u) {
    if (areFloats(value, gradient)) {
      AdamLoops.adaMax(update, beta1, (float) beta2, (float) epsilon, value, gradient, m, u);
    } else {
      plain.adaMax(update, beta1, beta2, epsilon, value, gradient, m, u);
    }
  }
}
