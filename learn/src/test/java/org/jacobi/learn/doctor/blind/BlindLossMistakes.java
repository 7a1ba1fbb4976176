package org.jacobi.learn.doctor.blind;

import static org.jacobi.learn.doctor.blind.BlindLosses.scalar;

import java.util.stream.DoubleStream;
import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.Matrices;

/** Losses with one mistake each. */
public final class BlindLossMistakes {
  private BlindLossMistakes() {}

  private static NDArray difference(NDArray... inputs) {
    return Matrices.combine(inputs[0], inputs[1].cast(inputs[0].dtype()), (a, b) -> a - b);
  }

  private static int[] labels(NDArray targets) {
    if (targets.shape().rank() != 1 || !targets.dtype().isInteger()) {
      throw new IllegalArgumentException("[loss] the number of a class for each row, please");
    }
    return targets.toInts();
  }

  /** Softmax of each row, without overflow. */
  private static NDArray softmax(NDArray x) {
    double[][] p = BlindRows.rowsOf(x);
    for (double[] row : p) {
      double m = DoubleStream.of(row).max().orElseThrow();
      double s = DoubleStream.of(row).map(v -> Math.exp(v - m)).sum();
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.exp(row[j] - m) / s;
      }
    }
    return BlindRows.array(p, x);
  }

  /** The mean over rows of log Σ exp x − x[label]. */
  private static double crossEntropy(NDArray x, int[] labels) {
    double[][] v = BlindRows.rowsOf(x);
    double loss = 0;
    for (int r = 0; r < v.length; r++) {
      double m = DoubleStream.of(v[r]).max().orElseThrow();
      double s = DoubleStream.of(v[r]).map(a -> Math.exp(a - m)).sum();
      loss += m + Math.log(s) - v[r][labels[r]];
    }
    return loss / v.length;
  }

  /** Softmax and cross entropy for class numbers, a mean; planted: p − t is not divided. */
  public static final class CrossEntropy1 extends ManualLoss {
    private NDArray p;
    private int[] t = {};

    /** Made by the test. */
    public CrossEntropy1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      t = labels(inputs[1]);
      p = softmax(inputs[0]);
      return scalar(p.dtype(), crossEntropy(inputs[0], t));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = p.copy();
      for (int r = 0; r < t.length; r++) {
        dx.set(dx.get(r, t[r]) - 1, r, t[r]);
      }
      return new NDArray[] {Matrices.map(dx, v -> v * upstream.item())};
    }
  }

  /** ½ Σ (y − t)² / rows; planted: the gradient is y − t. */
  public static final class Squared1 extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public Squared1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = difference(inputs);
      double s = 0;
      for (double v : e.toDoubles()) {
        s += 0.5 * v * v;
      }
      return scalar(e.dtype(), s / e.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double up = upstream.item();
      return new NDArray[] {Matrices.map(e, v -> v * up)};
    }
  }

  /** Binary cross entropy of scores, a sum; planted: the gradient is divided by the rows. */
  public static final class Binary1 extends ManualLoss {
    private NDArray x;
    private NDArray t;

    /** Made by the test. */
    public Binary1() {}

    private static double softplus(double v) {
      return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      t = inputs[1].cast(x.dtype());
      NDArray each = Matrices.combine(x, t, (v, y) -> softplus(v) - y * v);
      return scalar(x.dtype(), DoubleStream.of(each.toDoubles()).sum());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / x.shape().dim(0);
      return new NDArray[] {Matrices.combine(x, t, (v, y) -> f * (1 / (1 + Math.exp(-v)) - y))};
    }
  }

  /** ½ Σ (y − t)², a sum; planted: the gradient is 2(y − t). */
  public static final class Squared2 extends ManualLoss {
    private double[] e = {};
    private NDArray y;

    /** Made by the test. */
    public Squared2() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0];
      e = difference(inputs).toDoubles();
      return scalar(y.dtype(), DoubleStream.of(e).map(v -> v * v).sum() / 2);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] g = e.clone();
      for (int i = 0; i < g.length; i++) {
        g[i] *= 2 * upstream.item();
      }
      return new NDArray[] {NDArray.allocate(y.dtype(), y.shape()).copyFrom(g)};
    }
  }

  /** The mean of all squared errors; planted: its 2 is missing in the gradient. */
  public static final class Squared3 extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public Squared3() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = difference(inputs);
      return scalar(e.dtype(), DoubleStream.of(e.toDoubles()).map(v -> v * v).average().orElse(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.map(e, v -> upstream.item() * v / e.size())};
    }
  }

  /** The mean of absolute errors; planted: the gradient is 1/n wherever there is an error. */
  public static final class Absolute1 extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public Absolute1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = Matrices.map(difference(inputs), Math::abs);
      return scalar(e.dtype(), DoubleStream.of(e.toDoubles()).average().orElse(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / e.size();
      return new NDArray[] {Matrices.map(e, v -> f * Math.signum(v))};
    }
  }

  /**
   * Huber with δ = 0.5, mean over rows; planted: the linear part has the slope +δ on both sides.
   */
  public static final class Huber1 extends ManualLoss {
    private static final double DELTA = 0.5;
    private NDArray e;

    /** Made by the test. */
    public Huber1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = difference(inputs);
      double s = 0;
      for (double v : e.toDoubles()) {
        double a = Math.abs(v);
        s += a < DELTA ? v * v / 2 : DELTA * a - DELTA * DELTA / 2;
      }
      return scalar(e.dtype(), s / e.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / e.shape().dim(0);
      return new NDArray[] {Matrices.map(e, v -> f * (Math.abs(v) < DELTA ? v : DELTA))};
    }
  }

  /** The mean of squared errors over rows; planted: t − y. */
  public static final class Squared4 extends ManualLoss {
    private NDArray y;
    private NDArray t;

    /** Made by the test. */
    public Squared4() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0].copy();
      t = inputs[1].cast(y.dtype()).copy();
      double s = 0;
      for (int r = 0; r < y.shape().dim(0); r++) {
        for (int c = 0; c < y.shape().dim(1); c++) {
          s += Math.pow(y.get(r, c) - t.get(r, c), 2);
        }
      }
      return scalar(y.dtype(), s / y.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = 2 * upstream.item() / y.shape().dim(0);
      return new NDArray[] {Matrices.combine(t, y, (b, a) -> f * (b - a))};
    }
  }

  /** Softmax and cross entropy for one-hot rows; planted: the upstream gradient is left out. */
  public static final class CrossEntropy2 extends ManualLoss {
    private NDArray p;
    private NDArray t;

    /** Made by the test. */
    public CrossEntropy2() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      p = softmax(inputs[0]);
      t = inputs[1].cast(p.dtype());
      double[][] x = BlindRows.rowsOf(inputs[0]);
      double loss = 0;
      for (int r = 0; r < x.length; r++) {
        double m = DoubleStream.of(x[r]).max().orElseThrow();
        double l = m + Math.log(DoubleStream.of(x[r]).map(v -> Math.exp(v - m)).sum());
        for (int c = 0; c < x[r].length; c++) {
          loss += t.get(r, c) * (l - x[r][c]);
        }
      }
      return scalar(p.dtype(), loss / x.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] g = BlindRows.rowsOf(p);
      for (int r = 0; r < g.length; r++) {
        double whole = 0;
        for (int c = 0; c < g[r].length; c++) {
          whole += t.get(r, c);
        }
        for (int c = 0; c < g[r].length; c++) {
          g[r][c] = (g[r][c] * whole - t.get(r, c)) / g.length;
        }
      }
      return new NDArray[] {BlindRows.array(g, p)};
    }
  }

  /** Softmax and cross entropy for class numbers; planted: 1 is taken off the kept p. */
  public static final class CrossEntropy3 extends ManualLoss {
    private NDArray p;
    private int[] t = {};

    /** Made by the test. */
    public CrossEntropy3() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      t = labels(inputs[1]);
      p = softmax(inputs[0]);
      return scalar(p.dtype(), crossEntropy(inputs[0], t));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = p;
      for (int r = 0; r < t.length; r++) {
        dx.set(dx.get(r, t[r]) - 1, r, t[r]);
      }
      double f = upstream.item() / t.length;
      return new NDArray[] {Matrices.map(dx, v -> v * f)};
    }
  }

  /** Squared errors against 0.9 t + 0.05; planted: the targets are smoothed in their own array. */
  public static final class Squared5 extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public Squared5() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] t = inputs[1].toDoubles();
      for (int i = 0; i < t.length; i++) {
        t[i] = 0.9 * t[i] + 0.05;
      }
      inputs[1].copyFrom(t);
      e = difference(inputs);
      return scalar(e.dtype(), DoubleStream.of(e.toDoubles()).map(v -> v * v).sum());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.map(e, v -> 2 * v * upstream.item())};
    }
  }

  /** Softmax and cross entropy for class numbers; planted: the logarithm of a p that can be 0. */
  public static final class CrossEntropy4 extends ManualLoss {
    private NDArray p;
    private int[] t = {};

    /** Made by the test. */
    public CrossEntropy4() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      p = softmax(inputs[0]);
      t = labels(inputs[1]);
      double loss = 0;
      for (int r = 0; r < t.length; r++) {
        loss -= Math.log(p.get(r, t[r]));
      }
      return scalar(p.dtype(), loss / t.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / t.length;
      NDArray dx = Matrices.map(p, v -> v * f);
      for (int r = 0; r < t.length; r++) {
        dx.set((p.get(r, t[r]) - 1) * f, r, t[r]);
      }
      return new NDArray[] {dx};
    }
  }

  /** Binary cross entropy of probabilities, a mean; planted: log 0 where p is 0 or 1. */
  public static final class Binary2 extends ManualLoss {
    private double[] p = {};
    private double[] t = {};
    private NDArray like;

    /** Made by the test. */
    public Binary2() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      like = inputs[0];
      p = like.toDoubles();
      t = inputs[1].toDoubles();
      double sum = 0;
      for (int i = 0; i < p.length; i++) {
        sum += t[i] * Math.log(p[i]) + (1 - t[i]) * Math.log(1 - p[i]);
      }
      return scalar(like.dtype(), -sum / p.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] g = new double[p.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = upstream.item() / g.length * ((1 - t[i]) / (1 - p[i]) - t[i] / p[i]);
      }
      return new NDArray[] {NDArray.allocate(like.dtype(), like.shape()).copyFrom(g)};
    }
  }

  /** Softmax and cross entropy, one-hot rows, a sum; planted: log Σ exp overflows. */
  public static final class CrossEntropy5 extends ManualLoss {
    private double[][] x = {};
    private double[][] t = {};
    private NDArray like;

    /** Made by the test. */
    public CrossEntropy5() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      like = inputs[0];
      x = BlindRows.rowsOf(inputs[0]);
      t = BlindRows.rowsOf(inputs[1]);
      double loss = 0;
      for (int r = 0; r < x.length; r++) {
        double l = Math.log(DoubleStream.of(x[r]).map(Math::exp).sum());
        for (int c = 0; c < x[r].length; c++) {
          loss += t[r][c] * (l - x[r][c]);
        }
      }
      return scalar(like.dtype(), loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] g = BlindRows.rowsOf(softmax(like));
      for (int r = 0; r < g.length; r++) {
        double whole = DoubleStream.of(t[r]).sum();
        for (int c = 0; c < g[r].length; c++) {
          g[r][c] = (g[r][c] * whole - t[r][c]) * upstream.item();
        }
      }
      return new NDArray[] {BlindRows.array(g, like)};
    }
  }

  /** Log cosh of the errors, mean over rows; planted: cosh overflows. */
  public static final class LogCosh1 extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public LogCosh1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = difference(inputs);
      double s = 0;
      for (double v : e.toDoubles()) {
        s += Math.log(Math.cosh(v));
      }
      return scalar(e.dtype(), s / e.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / e.shape().dim(0);
      return new NDArray[] {Matrices.map(e, v -> f * Math.tanh(v))};
    }
  }
}
