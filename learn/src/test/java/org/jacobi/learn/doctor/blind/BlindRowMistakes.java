package org.jacobi.learn.doctor.blind;

import static org.jacobi.learn.doctor.blind.BlindRows.array;
import static org.jacobi.learn.doctor.blind.BlindRows.rowsOf;

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

/** Softmax, norms, embedding and dropout with one mistake each. */
public final class BlindRowMistakes {
  private BlindRowMistakes() {}

  private static double top(double[] row) {
    double m = Double.NEGATIVE_INFINITY;
    for (double v : row) {
      m = Math.max(m, v);
    }
    return m;
  }

  /** exp(x − top) of each row. */
  private static double[][] exponentials(NDArray x) {
    double[][] e = rowsOf(x);
    for (double[] row : e) {
      double m = top(row);
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.exp(row[j] - m);
      }
    }
    return e;
  }

  private static double sum(double[] row) {
    double s = 0;
    for (double v : row) {
      s += v;
    }
    return s;
  }

  /** Softmax by the quotient rule; planted: it divides by s³ in place of s². */
  public static final class Softmax1 extends ManualLayer {
    private double[][] e = {};

    /** Made by the test. */
    public Softmax1() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      e = exponentials(inputs[0]);
      double[][] p = new double[e.length][];
      for (int r = 0; r < e.length; r++) {
        p[r] = e[r].clone();
        for (int j = 0; j < p[r].length; j++) {
          p[r][j] /= sum(e[r]);
        }
      }
      return array(p, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      double[][] dx = new double[d.length][d[0].length];
      for (int r = 0; r < d.length; r++) {
        double s = sum(e[r]);
        for (int i = 0; i < d[r].length; i++) {
          for (int j = 0; j < d[r].length; j++) {
            double top = (i == j ? e[r][i] * s : 0) - e[r][i] * e[r][j];
            dx[r][i] += d[r][j] * top / Math.pow(s, 3);
          }
        }
      }
      return new NDArray[] {array(dx, upstream)};
    }
  }

  /** Softmax from kept exponentials; planted: the derivative divides by s in place of s². */
  public static final class Softmax2 extends ManualLayer {
    private double[][] exps = {};
    private double[] sums = {};

    /** Made by the test. */
    public Softmax2() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      exps = exponentials(one(inputs));
      sums = new double[exps.length];
      NDArray y = inputs[0].copy();
      for (int r = 0; r < exps.length; r++) {
        sums[r] = sum(exps[r]);
        for (int j = 0; j < exps[r].length; j++) {
          y.set(exps[r][j] / sums[r], r, j);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = upstream.copy();
      for (int r = 0; r < exps.length; r++) {
        double dot = 0;
        for (int j = 0; j < exps[r].length; j++) {
          dot += upstream.get(r, j) * exps[r][j];
        }
        for (int j = 0; j < exps[r].length; j++) {
          dx.set(exps[r][j] * (upstream.get(r, j) * sums[r] - dot) / sums[r], r, j);
        }
      }
      return new NDArray[] {dx};
    }
  }

  /** Softmax; planted: backward as if it were a logistic function, p(1 − p). */
  public static final class Softmax3 extends ManualLayer {
    private NDArray p;

    /** Made by the test. */
    public Softmax3() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[][] e = exponentials(inputs[0]);
      for (double[] row : e) {
        double s = sum(row);
        for (int j = 0; j < row.length; j++) {
          row[j] /= s;
        }
      }
      p = array(e, inputs[0]);
      return p;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, p, (d, v) -> d * v * (1 - v))};
    }
  }

  /** Softmax with a Jacobian matrix; planted: only its diagonal is filled in. */
  public static final class Softmax4 extends ManualLayer {
    private double[][] p = {};

    /** Made by the test. */
    public Softmax4() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      p = exponentials(inputs[0]);
      for (double[] row : p) {
        double s = sum(row);
        for (int j = 0; j < row.length; j++) {
          row[j] /= s;
        }
      }
      return array(p, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int n = p[0].length;
      double[][] dx = new double[p.length][n];
      for (int r = 0; r < p.length; r++) {
        double[][] jacobian = new double[n][n];
        for (int i = 0; i < n; i++) {
          jacobian[i][i] = p[r][i] - p[r][i] * p[r][i];
        }
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            dx[r][i] += jacobian[i][j] * upstream.get(r, j);
          }
        }
      }
      return new NDArray[] {array(dx, upstream)};
    }
  }

  /** Softmax; planted: the largest score is not taken off, exponentials overflow. */
  public static final class Softmax5 extends ManualLayer {
    private double[][] p = {};

    /** Made by the test. */
    public Softmax5() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      p = rowsOf(inputs[0]);
      for (double[] row : p) {
        double s = 0;
        for (int j = 0; j < row.length; j++) {
          row[j] = Math.exp(row[j]);
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
      for (int r = 0; r < d.length; r++) {
        double dot = 0;
        for (int j = 0; j < d[r].length; j++) {
          dot += p[r][j] * d[r][j];
        }
        for (int j = 0; j < d[r].length; j++) {
          d[r][j] = (d[r][j] - dot) * p[r][j];
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** Log-softmax; planted: the largest score is taken off in the input array itself. */
  public static final class LogSoftmax1 extends ManualLayer {
    private double[][] y = {};

    /** Made by the test. */
    public LogSoftmax1() {
      super("log_softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      double[][] v = rowsOf(x);
      for (int r = 0; r < v.length; r++) {
        double m = top(v[r]);
        for (int j = 0; j < v[r].length; j++) {
          x.set(v[r][j] - m, r, j);
        }
      }
      y = rowsOf(x);
      for (double[] row : y) {
        double s = 0;
        for (double shifted : row) {
          s += Math.exp(shifted);
        }
        for (int j = 0; j < row.length; j++) {
          row[j] -= Math.log(s);
        }
      }
      return array(y, x);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < d.length; r++) {
        double total = sum(d[r]);
        for (int j = 0; j < d[r].length; j++) {
          d[r][j] -= Math.exp(y[r][j]) * total;
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** Layer norm without parameters; planted: mean and deviation count as constants backward. */
  public static final class Norm1 extends ManualLayer {
    private double[] deviation = {};

    /** Made by the test. */
    public Norm1() {
      super("layer_norm");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[][] x = rowsOf(inputs[0]);
      deviation = new double[x.length];
      for (int r = 0; r < x.length; r++) {
        double mean = sum(x[r]) / x[r].length;
        double squares = 0;
        for (double v : x[r]) {
          squares += (v - mean) * (v - mean);
        }
        deviation[r] = Math.sqrt(squares / x[r].length + 1e-5);
        for (int j = 0; j < x[r].length; j++) {
          x[r][j] = (x[r][j] - mean) / deviation[r];
        }
      }
      return array(x, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < d.length; r++) {
        for (int j = 0; j < d[r].length; j++) {
          d[r][j] /= deviation[r];
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** Standardised rows; planted: the variance is mean² − E[x²], and its root NaN. */
  public static final class Norm2 extends ManualLayer {
    private double[][] hat = {};
    private double[] root = {};

    /** Made by the test. */
    public Norm2() {
      super("standardize");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      hat = rowsOf(inputs[0]);
      root = new double[hat.length];
      for (int r = 0; r < hat.length; r++) {
        int n = hat[r].length;
        double mean = sum(hat[r]) / n;
        double meanSquare = 0;
        for (double v : hat[r]) {
          meanSquare += v * v / n;
        }
        root[r] = Math.sqrt(mean * mean - meanSquare + 1e-6);
        for (int j = 0; j < n; j++) {
          hat[r][j] = (hat[r][j] - mean) / root[r];
        }
      }
      return array(hat, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < d.length; r++) {
        int n = d[r].length;
        double mean = sum(d[r]) / n;
        double along = 0;
        for (int j = 0; j < n; j++) {
          along += d[r][j] * hat[r][j] / n;
        }
        for (int j = 0; j < n; j++) {
          d[r][j] = (d[r][j] - mean - hat[r][j] * along) / root[r];
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }

  /** A table of 5 words of length 4; planted: a word that stands twice gets its last gradient. */
  public static final class Words1 extends ManualLayer {
    private final ManualParam table =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 4), new Fan(1, 4), Init.normal(0, 1));
    private int[] index = {};

    /** Made by the test. */
    public Words1() {
      super("embedding");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!one(inputs).dtype().isInteger() || inputs[0].shape().rank() != 1) {
        throw new IllegalArgumentException("[embedding] (rows) of whole numbers");
      }
      index = inputs[0].toInts();
      NDArray y = NDArray.allocate(table.value().dtype(), Shape.of(index.length, 4));
      for (int r = 0; r < index.length; r++) {
        for (int j = 0; j < 4; j++) {
          y.set(table.value().get(index[r], j), r, j);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      table.gradient().fill(0);
      for (int r = 0; r < index.length; r++) {
        for (int j = 0; j < 4; j++) {
          table.gradient().set(upstream.get(r, j), index[r], j);
        }
      }
      return new NDArray[] {NDArray.zeros(upstream.dtype(), Shape.of(index.length))};
    }
  }

  /** What the three faulty dropouts share: p = 0.4, masks by the randomness of the step. */
  private abstract static class Dropping extends ManualLayer {
    boolean[] alive = {};
    boolean train;

    Dropping() {
      super("dropout");
    }

    final void draw(int count) {
      train = Mode.SETTING.get() == Mode.TRAIN;
      alive = new boolean[count];
      var rng = Randomness.SETTING.get().derive(7);
      for (int i = 0; i < count; i++) {
        alive[i] = !train || rng.uniform(i) >= 0.4;
      }
    }

    final NDArray masked(NDArray a, double factor) {
      double[] v = a.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] = alive[i] ? v[i] * factor : 0;
      }
      return NDArray.allocate(a.dtype(), a.shape()).copyFrom(v);
    }
  }

  /** Dropout, p = 0.4; planted: backward lets all units through. */
  public static final class Dropout1 extends Dropping {
    /** Made by the test. */
    public Dropout1() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      draw((int) inputs[0].size());
      return masked(inputs[0], train ? 1 / 0.6 : 1);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy()};
    }
  }

  /** Dropout, p = 0.4; planted: backward has the mask without its factor 1/(1 − p). */
  public static final class Dropout2 extends Dropping {
    /** Made by the test. */
    public Dropout2() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      draw((int) inputs[0].size());
      return masked(inputs[0], train ? 1 / 0.6 : 1);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {masked(upstream, 1)};
    }
  }

  /** Dropout, p = 0.4; planted: no pass has the factor 1/(1 − p), nor evaluation its 1 − p. */
  public static final class Dropout3 extends Dropping {
    /** Made by the test. */
    public Dropout3() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      draw((int) inputs[0].size());
      return masked(inputs[0], 1);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {masked(upstream, 1)};
    }
  }

  /** Log-softmax as the logarithm of softmax; planted: a probability that is 0 gives −∞. */
  public static final class LogSoftmax2 extends ManualLayer {
    private double[][] p = {};

    /** Made by the test. */
    public LogSoftmax2() {
      super("log_softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      p = exponentials(inputs[0]);
      double[][] y = new double[p.length][p[0].length];
      for (int r = 0; r < p.length; r++) {
        double s = sum(p[r]);
        for (int j = 0; j < p[r].length; j++) {
          p[r][j] /= s;
          y[r][j] = Math.log(p[r][j]);
        }
      }
      return array(y, inputs[0]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[][] d = rowsOf(upstream);
      for (int r = 0; r < d.length; r++) {
        double total = sum(d[r]);
        for (int j = 0; j < d[r].length; j++) {
          d[r][j] -= p[r][j] * total;
        }
      }
      return new NDArray[] {array(d, upstream)};
    }
  }
}
