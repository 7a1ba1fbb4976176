package org.jacobi.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The plain version of the fused updates: a block of each array is read into {@code double[]},
 * computed in loops that follow the formula, and rounded once when it is written back.
 */
final class ReferenceOptimizerKernels implements OptimizerKernels {
  private static final int BLOCK = 512;
  private static final int VALUE = 0;
  private static final int GRADIENT = 1;

  /** One update of the first {@code n} numbers of a block: value, prepared gradient, states. */
  private interface Rule {
    void apply(double[][] block, int n);
  }

  @Override
  public double sumOfSquares(NDArray gradient, double limit) {
    double[] block = new double[BLOCK];
    float[] scratch = new float[BLOCK];
    double sum = 0;
    long size = gradient.size();
    for (long start = 0; start < size; start += BLOCK) {
      int n = (int) Math.min(BLOCK, size - start);
      read(gradient, start, n, block, scratch);
      for (int i = 0; i < n; i++) {
        double g = Math.max(Math.min(block[i], limit), -limit);
        sum += g * g;
      }
    }
    return sum;
  }

  @Override
  public void sgd(Update update, NDArray value, NDArray gradient) {
    double rate = update.rate();
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          for (int i = 0; i < n; i++) {
            w[i] -= rate * g[i];
          }
        },
        value,
        gradient);
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
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] v = x[2];
          for (int i = 0; i < n; i++) {
            v[i] = a * v[i] + b * g[i];
            w[i] += c * v[i] + d * g[i];
          }
        },
        value,
        gradient,
        velocity);
  }

  @Override
  public void adaGrad(
      Update update, double epsilon, NDArray value, NDArray gradient, NDArray squares) {
    double rate = update.rate();
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] s = x[2];
          for (int i = 0; i < n; i++) {
            s[i] += g[i] * g[i];
            w[i] -= rate * g[i] / (Math.sqrt(s[i]) + epsilon);
          }
        },
        value,
        gradient,
        squares);
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
    double rate = update.rate();
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] s = x[2];
          double[] d = x[3];
          for (int i = 0; i < n; i++) {
            s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
            double delta = Math.sqrt(d[i] + epsilon) / Math.sqrt(s[i] + epsilon) * g[i];
            d[i] = rho * d[i] + (1 - rho) * delta * delta;
            w[i] -= rate * delta;
          }
        },
        value,
        gradient,
        squares,
        deltas);
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
    double rate = update.rate();
    int velocityAt = mean == null ? 3 : 4;
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] s = x[2];
          for (int i = 0; i < n; i++) {
            s[i] = alpha * s[i] + (1 - alpha) * g[i] * g[i];
            double variance = s[i];
            if (mean != null) {
              double m = alpha * x[3][i] + (1 - alpha) * g[i];
              x[3][i] = m;
              variance = Math.max(0, s[i] - m * m); // rounding may leave less than 0
            }
            double step = g[i] / (Math.sqrt(variance) + epsilon);
            if (velocity != null) {
              step += momentum * x[velocityAt][i];
              x[velocityAt][i] = step;
            }
            w[i] -= rate * step;
          }
        },
        value,
        gradient,
        squares,
        mean,
        velocity);
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
    double beta1 = pass.beta1();
    double beta2 = pass.beta2();
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] first = x[2];
          double[] second = x[3];
          for (int i = 0; i < n; i++) {
            first[i] = beta1 * first[i] + (1 - beta1) * g[i];
            second[i] = beta2 * second[i] + (1 - beta2) * g[i] * g[i];
            double top = second[i];
            if (largest != null) {
              top = Math.max(x[4][i], top);
              x[4][i] = top;
            }
            double root = pass.rootScale() * Math.sqrt(top) + pass.epsilon();
            w[i] = pass.keep() * w[i] - (pass.first() * first[i] + pass.direct() * g[i]) / root;
          }
        },
        value,
        gradient,
        m,
        v,
        largest);
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
    double rate = update.rate();
    overBlocks(
        update,
        (x, n) -> {
          double[] w = x[VALUE];
          double[] g = x[GRADIENT];
          double[] first = x[2];
          double[] norm = x[3];
          for (int i = 0; i < n; i++) {
            first[i] = beta1 * first[i] + (1 - beta1) * g[i];
            norm[i] = Math.max(beta2 * norm[i], Math.abs(g[i]) + epsilon);
            w[i] -= rate * first[i] / norm[i];
          }
        },
        value,
        gradient,
        m,
        u);
  }

  /** Reads block after block, prepares the gradient, applies the rule, writes all but that. */
  private static void overBlocks(Update update, Rule rule, @Nullable NDArray... given) {
    NDArray[] arrays = Arrays.stream(given).filter(Objects::nonNull).toArray(NDArray[]::new);
    assert isOneLayout(arrays) : Arrays.toString(arrays);
    double[][] block = new double[arrays.length][BLOCK];
    float[] scratch = new float[BLOCK];
    long size = arrays[VALUE].size();
    for (long start = 0; start < size; start += BLOCK) {
      int n = (int) Math.min(BLOCK, size - start);
      for (int k = 0; k < arrays.length; k++) {
        read(arrays[k], start, n, block[k], scratch);
      }
      prepare(update, block[VALUE], block[GRADIENT], n);
      rule.apply(block, n);
      for (int k = 0; k < arrays.length; k++) {
        if (k != GRADIENT) {
          write(block[k], arrays[k], start, n, scratch);
        }
      }
    }
  }

  private static boolean isOneLayout(NDArray[] arrays) {
    return Arrays.stream(arrays)
        .allMatch(array ->
            array.isContiguous()
                && array.dtype().isFloating()
                && array.dtype() == arrays[VALUE].dtype()
                && array.size() == arrays[VALUE].size());
  }

  private static void prepare(Update update, double[] w, double[] g, int n) {
    double limit = update.limit();
    double factor = update.factor();
    double decay = update.decay();
    for (int i = 0; i < n; i++) {
      g[i] = factor * Math.max(Math.min(g[i], limit), -limit) + decay * w[i];
    }
  }

  private static void read(NDArray from, long start, int n, double[] to, float[] scratch) {
    long byteOffset = (from.offset() + start) * from.dtype().bytes();
    if (from.dtype() == DType.F64) {
      MemorySegment.copy(from.segment(), ValueLayout.JAVA_DOUBLE, byteOffset, to, 0, n);
      return;
    }
    MemorySegment.copy(from.segment(), ValueLayout.JAVA_FLOAT, byteOffset, scratch, 0, n);
    for (int i = 0; i < n; i++) {
      to[i] = scratch[i];
    }
  }

  private static void write(double[] from, NDArray to, long start, int n, float[] scratch) {
    long byteOffset = (to.offset() + start) * to.dtype().bytes();
    if (to.dtype() == DType.F64) {
      MemorySegment.copy(from, 0, to.segment(), ValueLayout.JAVA_DOUBLE, byteOffset, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      scratch[i] = (float) from[i];
    }
    MemorySegment.copy(scratch, 0, to.segment(), ValueLayout.JAVA_FLOAT, byteOffset, n);
  }
}
