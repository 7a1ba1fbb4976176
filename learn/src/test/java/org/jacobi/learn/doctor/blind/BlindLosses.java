package org.jacobi.learn.doctor.blind;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.BCEWithLogitsLoss;
import org.jacobi.nn.HuberLoss;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Reduction;

/** Losses that are right, with sums and means, class numbers and one-hot rows. */
public final class BlindLosses {
  private BlindLosses() {}

  static NDArray scalar(DType type, double value) {
    return NDArray.allocate(type, Shape.SCALAR).fill(value);
  }

  /** Softmax and cross entropy, the mean over rows, for class numbers; right. */
  public static final class CrossEntropyOfNumbers extends ManualLoss {
    private NDArray p;
    private int[] labels = {};

    /** Made by the test. */
    public CrossEntropyOfNumbers() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!inputs[1].dtype().isInteger()) {
        throw new IllegalArgumentException("[loss] the targets must be numbers of classes");
      }
      labels = inputs[1].toInts();
      p = inputs[0].copy();
      int n = p.shape().dim(0);
      int k = p.shape().dim(1);
      double total = 0;
      for (int r = 0; r < n; r++) {
        double max = p.get(r, 0);
        for (int c = 1; c < k; c++) {
          max = Math.max(max, p.get(r, c));
        }
        double s = 0;
        for (int c = 0; c < k; c++) {
          s += Math.exp(p.get(r, c) - max);
        }
        total += max + Math.log(s) - p.get(r, labels[r]);
        for (int c = 0; c < k; c++) {
          p.set(Math.exp(p.get(r, c) - max) / s, r, c);
        }
      }
      return scalar(p.dtype(), total / n);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = p.copy();
      for (int r = 0; r < labels.length; r++) {
        dx.set(dx.get(r, labels[r]) - 1, r, labels[r]);
      }
      double scale = upstream.item() / labels.length;
      return new NDArray[] {Matrices.map(dx, v -> v * scale)};
    }
  }

  /** Softmax and cross entropy, the sum over rows, for one-hot rows; right. */
  public static final class CrossEntropySum extends ManualLoss {
    private double[][] p = {};
    private double[][] t = {};
    private NDArray like;

    /** Made by the test. */
    public CrossEntropySum() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      like = inputs[0];
      p = BlindRows.rowsOf(like);
      t = BlindRows.rowsOf(inputs[1]);
      double loss = 0;
      for (int r = 0; r < p.length; r++) {
        double m = Double.NEGATIVE_INFINITY;
        for (double v : p[r]) {
          m = Math.max(m, v);
        }
        double s = 0;
        for (double v : p[r]) {
          s += Math.exp(v - m);
        }
        for (int c = 0; c < p[r].length; c++) {
          double logP = p[r][c] - m - Math.log(s);
          loss -= t[r][c] * logP;
          p[r][c] = Math.exp(logP);
        }
      }
      return scalar(like.dtype(), loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = new double[p.length][];
      for (int r = 0; r < p.length; r++) {
        d[r] = p[r].clone();
        double whole = 0;
        for (double v : t[r]) {
          whole += v;
        }
        for (int c = 0; c < d[r].length; c++) {
          d[r][c] = (d[r][c] * whole - t[r][c]) * upstream.item();
        }
      }
      return new NDArray[] {BlindRows.array(d, like)};
    }
  }

  /** Cross entropy of probabilities, −Σ t log(p + 1e-7) / rows, one-hot rows; right. */
  public static final class CrossEntropyOfProbabilities extends ManualLoss {
    private static final double DELTA = 1e-7;
    private NDArray p;
    private NDArray t;

    /** Made by the test. */
    public CrossEntropyOfProbabilities() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      p = inputs[0];
      t = inputs[1].cast(p.dtype());
      double sum = 0;
      for (double v : Matrices.combine(p, t, (a, b) -> b * Math.log(a + DELTA)).toDoubles()) {
        sum += v;
      }
      return scalar(p.dtype(), -sum / p.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = -upstream.item() / p.shape().dim(0);
      return new NDArray[] {Matrices.combine(p, t, (a, b) -> f * b / (a + DELTA))};
    }
  }

  /** The mean of all squared errors; right. */
  public static final class MeanSquared extends ManualLoss {
    private double[] error = {};
    private NDArray y;

    /** Made by the test. */
    public MeanSquared() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0];
      error = y.toDoubles();
      double[] t = inputs[1].toDoubles();
      double sum = 0;
      for (int i = 0; i < error.length; i++) {
        error[i] -= t[i];
        sum += error[i] * error[i];
      }
      return scalar(y.dtype(), sum / error.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] g = new double[error.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = upstream.item() * 2 * error[i] / g.length;
      }
      return new NDArray[] {NDArray.allocate(y.dtype(), y.shape()).copyFrom(g)};
    }
  }

  /** Huber with δ = 0.8, the mean of all; right. */
  public static final class Huber extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public Huber() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = Matrices.combine(inputs[0], inputs[1].cast(inputs[0].dtype()), (a, b) -> a - b);
      double sum = 0;
      for (double v : e.toDoubles()) {
        sum += Math.abs(v) <= 0.8 ? 0.5 * v * v : 0.8 * (Math.abs(v) - 0.4);
      }
      return scalar(e.dtype(), sum / e.size());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / e.size();
      return new NDArray[] {Matrices.map(e, v -> f * Math.clamp(v, -0.8, 0.8))};
    }

    @Override
    public Loss automaticLoss() {
      return new HuberLoss(0.8);
    }
  }

  /** The sum of absolute errors, the mean over rows; right. */
  public static final class AbsoluteError extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public AbsoluteError() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = Matrices.combine(inputs[0], inputs[1].cast(inputs[0].dtype()), (a, b) -> a - b);
      double sum = 0;
      for (double v : e.toDoubles()) {
        sum += v < 0 ? -v : v;
      }
      return scalar(e.dtype(), sum / e.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / e.shape().dim(0);
      return new NDArray[] {Matrices.map(e, v -> v < 0 ? -f : v > 0 ? f : 0)};
    }
  }

  /** Binary cross entropy of scores, summed; right. */
  public static final class BinaryOfScores extends ManualLoss {
    private double[] x = {};
    private double[] t = {};
    private NDArray like;

    /** Made by the test. */
    public BinaryOfScores() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      like = inputs[0];
      x = inputs[0].toDoubles();
      t = inputs[1].toDoubles();
      double loss = 0;
      for (int i = 0; i < x.length; i++) {
        loss += Math.max(x[i], 0) - x[i] * t[i] + Math.log1p(Math.exp(-Math.abs(x[i])));
      }
      return scalar(like.dtype(), loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] g = new double[x.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = (1 / (1 + Math.exp(-x[i])) - t[i]) * upstream.item();
      }
      return new NDArray[] {NDArray.allocate(like.dtype(), like.shape()).copyFrom(g)};
    }

    @Override
    public Loss automaticLoss() {
      return new BCEWithLogitsLoss(Reduction.SUM);
    }
  }

  /** Binary cross entropy of probabilities that are kept off 0 and 1, a mean; right. */
  public static final class BinaryOfProbabilities extends ManualLoss {
    private static final double EPS = 1e-7;
    private NDArray given;
    private NDArray p;
    private NDArray t;

    /** Made by the test. */
    public BinaryOfProbabilities() {}

    private static double safe(double v) {
      return Math.min(Math.max(v, EPS), 1 - EPS);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      given = inputs[0];
      p = Matrices.map(given, BinaryOfProbabilities::safe);
      t = inputs[1].cast(p.dtype());
      double s = 0;
      double[] a = p.toDoubles();
      double[] b = t.toDoubles();
      for (int i = 0; i < a.length; i++) {
        s -= b[i] * Math.log(a[i]) + (1 - b[i]) * Math.log(1 - a[i]);
      }
      return scalar(p.dtype(), s / a.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / p.size();
      NDArray inside = Matrices.combine(p, t, (a, b) -> f * (a - b) / (a * (1 - a)));
      // where forward has moved p, the loss is constant
      return new NDArray[] {Matrices.combine(inside, given, (d, v) -> v == safe(v) ? d : 0)};
    }
  }

  /** The hinge loss of several classes with margin 1, mean over rows, class numbers; right. */
  public static final class Hinge extends ManualLoss {
    private double[][] gradient = {};
    private NDArray like;

    /** Made by the test. */
    public Hinge() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      if (inputs[1].shape().rank() != 1) {
        throw new IllegalArgumentException("[hinge] one class a row");
      }
      like = inputs[0];
      double[][] x = BlindRows.rowsOf(inputs[0]);
      int[] y = inputs[1].toInts();
      gradient = new double[x.length][x[0].length];
      double loss = 0;
      for (int r = 0; r < x.length; r++) {
        for (int c = 0; c < x[r].length; c++) {
          double margin = x[r][c] - x[r][y[r]] + 1;
          if (c != y[r] && margin > 0) {
            loss += margin / x.length;
            gradient[r][c] += 1.0 / x.length;
            gradient[r][y[r]] -= 1.0 / x.length;
          }
        }
      }
      return scalar(like.dtype(), loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double up = upstream.item();
      return new NDArray[] {Matrices.map(BlindRows.array(gradient, like), v -> v * up)};
    }
  }

  /**
   * The divergence of Kullback and Leibler, Σ t (log t − x) / rows, of log-probabilities; right.
   */
  public static final class Divergence extends ManualLoss {
    private NDArray t;

    /** Made by the test. */
    public Divergence() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      t = inputs[1].cast(inputs[0].dtype());
      double[] logQ = inputs[0].toDoubles();
      double[] p = t.toDoubles();
      double s = 0;
      for (int i = 0; i < p.length; i++) {
        if (p[i] > 0) {
          s += p[i] * (Math.log(p[i]) - logQ[i]);
        }
      }
      return scalar(t.dtype(), s / t.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double f = upstream.item() / t.shape().dim(0);
      return new NDArray[] {Matrices.map(t, v -> v > 0 ? -v * f : 0)};
    }
  }

  /** The sum of log cosh of the errors; right. */
  public static final class LogCosh extends ManualLoss {
    private NDArray e;

    /** Made by the test. */
    public LogCosh() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      e = Matrices.combine(inputs[0], inputs[1].cast(inputs[0].dtype()), (a, b) -> a - b);
      double s = 0;
      for (double v : e.toDoubles()) {
        double a = Math.abs(v);
        s += a + Math.log1p(Math.exp(-2 * a)) - Math.log(2);
      }
      return scalar(e.dtype(), s);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.map(e, v -> upstream.item() * Math.tanh(v))};
    }
  }
}
