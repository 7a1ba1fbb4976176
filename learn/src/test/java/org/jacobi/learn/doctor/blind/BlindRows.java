package org.jacobi.learn.doctor.blind;

import java.util.Random;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.tensor.Rng;

/** Softmax, norms, embedding and dropout that are right. */
public final class BlindRows {
  private BlindRows() {}

  static double[][] rowsOf(NDArray a) {
    double[][] out = new double[a.shape().dim(0)][a.shape().dim(1)];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = a.get(i, j);
      }
    }
    return out;
  }

  static NDArray array(double[][] rows, NDArray like) {
    NDArray out = NDArray.allocate(like.dtype(), Shape.of(rows.length, rows[0].length));
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        out.set(rows[i][j], i, j);
      }
    }
    return out;
  }

  /** Softmax of each row, backward by the whole Jacobian; right. */
  public static final class SoftmaxByJacobian extends ManualLayer {
    private double[][] p = {};

    /** Made by the test. */
    public SoftmaxByJacobian() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      p = rowsOf(inputs[0]);
      for (double[] row : p) {
        double top = row[0];
        for (double v : row) {
          top = Math.max(top, v);
        }
        double s = 0;
        for (int j = 0; j < row.length; j++) {
          row[j] = Math.exp(row[j] - top);
          s += row[j];
        }
        for (int j = 0; j < row.length; j++) {
          row[j] /= s;
        }
      }
      return array(p, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      double[][] dx = new double[d.length][d[0].length];
      for (int r = 0; r < d.length; r++) {
        for (int i = 0; i < d[r].length; i++) {
          for (int j = 0; j < d[r].length; j++) {
            double jacobian = i == j ? p[r][i] * (1 - p[r][i]) : -p[r][i] * p[r][j];
            dx[r][i] += jacobian * d[r][j];
          }
        }
      }
      return new NDArray[] {array(dx, upstream)};
    }
  }

  /** Softmax of each row, backward p · (d − Σ p d); right. */
  public static final class SoftmaxShort extends ManualLayer {
    private double[] p = {};

    /** Made by the test. */
    public SoftmaxShort() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      int n = inputs[0].shape().dim(-1);
      p = inputs[0].toDoubles();
      for (int at = 0; at < p.length; at += n) {
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int j = at; j < at + n; j++) {
          max = Math.max(max, p[j]);
        }
        for (int j = at; j < at + n; j++) {
          p[j] = Math.exp(p[j] - max);
          sum += p[j];
        }
        for (int j = at; j < at + n; j++) {
          p[j] /= sum;
        }
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(p);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int n = upstream.shape().dim(-1);
      double[] d = upstream.toDoubles();
      for (int at = 0; at < d.length; at += n) {
        double dot = 0;
        for (int j = at; j < at + n; j++) {
          dot += p[j] * d[j];
        }
        for (int j = at; j < at + n; j++) {
          d[j] = p[j] * (d[j] - dot);
        }
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** Log-softmax of each row; right. */
  public static final class LogSoftmaxRows extends ManualLayer {
    private double[][] y = {};

    /** Made by the test. */
    public LogSoftmaxRows() {
      super("log_softmax");
    }

    private static double logSumExp(double[] row) {
      double m = Double.NEGATIVE_INFINITY;
      for (double v : row) {
        m = Math.max(m, v);
      }
      double s = 0;
      for (double v : row) {
        s += Math.exp(v - m);
      }
      return m + Math.log(s);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = rowsOf(inputs[0]);
      for (double[] row : y) {
        double l = logSumExp(row);
        for (int j = 0; j < row.length; j++) {
          row[j] -= l;
        }
      }
      return array(y, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < d.length; r++) {
        double sum = 0;
        for (double v : d[r]) {
          sum += v;
        }
        for (int j = 0; j < d[r].length; j++) {
          d[r][j] -= Math.exp(y[r][j]) * sum;
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** Layer norm over rows of 6 with scale and shift; right. */
  public static final class RowNorm extends ManualLayer {
    private static final int N = 6;
    private final ManualParam g =
        param("gamma", Param.Role.SCALE, Shape.of(N), Fan.NONE, Init.ones());
    private final ManualParam b =
        param("beta", Param.Role.BIAS, Shape.of(N), Fan.NONE, Init.zeros());
    private double[][] hat = {};
    private double[] inverse = {};

    /** Made by the test. */
    public RowNorm() {
      super("layer_norm");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[][] y = rowsOf(inputs[0]);
      if (y[0].length != N) {
        throw new IllegalArgumentException("[layer_norm] rows of " + N + " please");
      }
      hat = new double[y.length][N];
      inverse = new double[y.length];
      for (int r = 0; r < y.length; r++) {
        double mean = 0;
        for (int j = 0; j < N; j++) {
          mean += y[r][j] / N;
        }
        double variance = 0;
        for (int j = 0; j < N; j++) {
          variance += (y[r][j] - mean) * (y[r][j] - mean) / N;
        }
        inverse[r] = 1 / Math.sqrt(variance + 1e-5);
        for (int j = 0; j < N; j++) {
          hat[r][j] = (y[r][j] - mean) * inverse[r];
          y[r][j] = hat[r][j] * g.value().get(j) + b.value().get(j);
        }
      }
      return array(y, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      double[] dg = new double[N];
      double[] db = new double[N];
      for (int r = 0; r < d.length; r++) {
        double mean = 0;
        double along = 0;
        for (int j = 0; j < N; j++) {
          dg[j] += d[r][j] * hat[r][j];
          db[j] += d[r][j];
          d[r][j] *= g.value().get(j);
          mean += d[r][j] / N;
          along += d[r][j] * hat[r][j] / N;
        }
        for (int j = 0; j < N; j++) {
          d[r][j] = inverse[r] * (d[r][j] - mean - hat[r][j] * along);
        }
      }
      g.gradient().copyFrom(dg);
      b.gradient().copyFrom(db);
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** RMS norm of each row, without parameters; right. */
  public static final class RootMeanSquare extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public RootMeanSquare() {
      super("rms_norm");
    }

    private static double rms(double[] row) {
      double s = 1e-6;
      for (double v : row) {
        s += v * v / row.length;
      }
      return Math.sqrt(s);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs).copy();
      double[][] v = rowsOf(x);
      for (double[] row : v) {
        double root = rms(row);
        for (int j = 0; j < row.length; j++) {
          row[j] /= root;
        }
      }
      return array(v, x);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] v = rowsOf(x);
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < v.length; r++) {
        double root = rms(v[r]);
        double dot = 0;
        for (int j = 0; j < v[r].length; j++) {
          dot += v[r][j] * d[r][j];
        }
        double pull = dot / (v[r].length * root * root * root);
        for (int j = 0; j < v[r].length; j++) {
          d[r][j] = d[r][j] / root - v[r][j] * pull;
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** A table of 7 words of length 3: numbers (rows) become rows of it; right. */
  public static final class WordTable extends ManualLayer {
    private final ManualParam table =
        param("table", Param.Role.WEIGHT, Shape.of(7, 3), new Fan(1, 3), Init.normal(0, 1));
    private int[] words = {};

    /** Made by the test. */
    public WordTable() {
      super("embedding");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!inputs[0].dtype().isInteger() || inputs[0].shape().rank() != 1) {
        throw new IllegalArgumentException("[embedding] needs numbers of words");
      }
      words = inputs[0].toInts();
      NDArray y = NDArray.allocate(table.value().dtype(), Shape.of(words.length, 3));
      for (int r = 0; r < words.length; r++) {
        y.slice(0, r, r + 1).copyFrom(table.value().slice(0, words[r], words[r] + 1));
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] dt = new double[21];
      for (int r = 0; r < words.length; r++) {
        for (int j = 0; j < 3; j++) {
          dt[words[r] * 3 + j] += upstream.get(r, j);
        }
      }
      table.gradient().copyFrom(dt);
      // the number of a word has no derivative
      return new NDArray[] {NDArray.zeros(upstream.dtype(), Shape.of(words.length))};
    }
  }

  /** Dropout with p = 0.3 by the randomness of the step; right. */
  public static final class KeyedDropout extends ManualLayer {
    private double[] factors = {};

    /** Made by the test. */
    public KeyedDropout() {
      super("dropout");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      factors = new double[v.length];
      boolean train = Mode.SETTING.get() == Mode.TRAIN;
      Rng rng = Randomness.SETTING.get().derive("dropout");
      for (int i = 0; i < v.length; i++) {
        factors[i] = !train ? 1 : rng.uniform(i) < 0.3 ? 0 : 1 / 0.7;
        v[i] *= factors[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] *= factors[i];
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** Dropout with p = 0.25 by a generator of its own, another mask each time; right. */
  public static final class OwnDropout extends ManualLayer {
    private final Random random = new Random(42);
    private NDArray mask;

    /** Made by the test. */
    public OwnDropout() {
      super("dropout");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      boolean train = Mode.SETTING.get() == Mode.TRAIN;
      mask = Matrices.map(x, v -> train ? (random.nextDouble() < 0.75 ? 1 / 0.75 : 0) : 1);
      return Matrices.combine(x, mask, (v, m) -> v * m);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, mask, (d, m) -> d * m)};
    }
  }
}
