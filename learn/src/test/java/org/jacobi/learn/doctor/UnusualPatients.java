package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;

/** Larger or stranger layers and losses, each right and, in a subclass, with a planted mistake. */
final class UnusualPatients {
  private UnusualPatients() {}

  /** A kernel that slides over an image, (h × w) → (h − 2 × w − 1). */
  static class Convolution extends ManualLayer {
    final ManualParam kernel =
        param("kernel", Param.Role.WEIGHT, Shape.of(3, 2), new Fan(6, 6), Init.normal(0, 1));
    private NDArray x;

    public Convolution() {
      super("convolution");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      if (x.shape().rank() != 2) {
        throw new IllegalArgumentException("an image, please");
      }
      int h = x.shape().dim(0) - 2;
      int w = x.shape().dim(1) - 1;
      NDArray y = NDArray.zeros(x.dtype(), Shape.of(h, w));
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
          double sum = 0;
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 2; b++) {
              sum += x.get(i + a, j + b) * kernel.value().get(a, b);
            }
          }
          y.set(sum, i, j);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray u) {
      NDArray dx = NDArray.zeros(x.dtype(), x.shape());
      NDArray dk = NDArray.zeros(x.dtype(), kernel.shape());
      for (int i = 0; i < u.shape().dim(0); i++) {
        for (int j = 0; j < u.shape().dim(1); j++) {
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 2; b++) {
              double part = u.get(i, j) * kernel.value().get(a, b);
              dx.set(dx.get(i + a, j + b) + part, i + a, j + b);
              dk.set(before(dk.get(a, b)) + u.get(i, j) * x.get(i + a, j + b), a, b);
            }
          }
        }
      }
      kernel.leave(dk);
      return alone(dx);
    }

    double before(double sum) {
      return sum;
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class ConvolutionOfLastPlace extends Convolution {
    public ConvolutionOfLastPlace() {}

    @Override
    double before(double sum) {
      return 0;
    }
  }

  /** Normalises each column over the batch. */
  static class BatchNormal extends ManualLayer {
    final ManualParam gamma = param("gamma", Param.Role.SCALE, Shape.of(4), Fan.NONE, Init.ones());
    final ManualParam beta = param("beta", Param.Role.BIAS, Shape.of(4), Fan.NONE, Init.zeros());
    private double[] hat;
    private double[] deviation;
    private final double[] running = new double[4];
    private int rows;

    public BatchNormal() {
      super("batch-normal");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] x = inputs[0].toDoubles();
      if (inputs[0].shape().dim(1) != 4) {
        throw new IllegalArgumentException("4 columns, please");
      }
      rows = x.length / 4;
      hat = new double[x.length];
      deviation = new double[4];
      double[] y = new double[x.length];
      for (int j = 0; j < 4; j++) {
        double mean = 0;
        for (int i = j; i < x.length; i += 4) {
          mean += x[i] / rows;
        }
        double variance = 0;
        for (int i = j; i < x.length; i += 4) {
          variance += (x[i] - mean) * (x[i] - mean) / rows;
        }
        running[j] = 0.9 * running[j] + 0.1 * mean;
        deviation[j] = Math.sqrt(variance + 1e-5);
        for (int i = j; i < x.length; i += 4) {
          hat[i] = (x[i] - mean) / deviation[j];
          y[i] = gamma.value().get(j) * hat[i] + beta.value().get(j);
        }
      }
      return like(inputs[0], y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[u.length];
      double[] dg = new double[4];
      double[] db = new double[4];
      for (int j = 0; j < 4; j++) {
        for (int i = j; i < u.length; i += 4) {
          dg[j] += u[i] * hat[i];
          db[j] += share() * u[i];
        }
        for (int i = j; i < u.length; i += 4) {
          double sums = rows * u[i] - db[j] / share() - hat[i] * dg[j];
          dx[i] = gamma.value().get(j) / (rows * deviation[j]) * sums;
        }
      }
      gamma.leave(like(upstream, gamma.shape(), dg));
      beta.leave(like(upstream, beta.shape(), db));
      return alone(like(upstream, dx));
    }

    double share() {
      return 1;
    }

    int rows() {
      return rows;
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class BatchNormalAveraged extends BatchNormal {
    public BatchNormalAveraged() {}

    @Override
    double share() {
      return 1.0 / rows();
    }
  }

  /** h ← tanh(x · W + h · V) over the rows of one sequence. */
  static class Recurrent extends ManualLayer {
    final ManualParam w =
        param("w", Param.Role.WEIGHT, Shape.of(3, 4), new Fan(3, 4), Init.normal(0, 1));
    final ManualParam v =
        param("v", Param.Role.WEIGHT, Shape.of(4, 4), new Fan(4, 4), Init.normal(0, 1));
    private double[][] h;
    private NDArray x;

    public Recurrent() {
      super("recurrent");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      if (x.shape().rank() != 2 || x.shape().dim(1) != 3) {
        throw new IllegalArgumentException("steps × 3, please, not " + x.shape());
      }
      int steps = x.shape().dim(0);
      h = new double[steps + 1][4];
      double[] all = new double[steps * 4];
      for (int t = 0; t < steps; t++) {
        for (int j = 0; j < 4; j++) {
          double sum = 0;
          for (int k = 0; k < 3; k++) {
            sum += x.get(t, k) * w.value().get(k, j);
          }
          for (int k = 0; k < 4; k++) {
            sum += h[t][k] * v.value().get(k, j);
          }
          h[t + 1][j] = Math.tanh(sum);
          all[t * 4 + j] = h[t + 1][j];
        }
      }
      return like(x, Shape.of(steps, 4), all);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int steps = x.shape().dim(0);
      double[] dw = new double[12];
      double[] dv = new double[16];
      double[] dx = new double[steps * 3];
      double[] dh = new double[4];
      for (int t = steps - 1; t >= 0; t--) {
        double[] dz = new double[4];
        for (int j = 0; j < 4; j++) {
          dz[j] = (upstream.get(t, j) + dh[j]) * (1 - h[t + 1][j] * h[t + 1][j]);
        }
        dh = new double[4];
        for (int j = 0; j < 4; j++) {
          for (int k = 0; k < 3; k++) {
            dw[k * 4 + j] = keep(dw[k * 4 + j]) + x.get(t, k) * dz[j];
            dx[t * 3 + k] += dz[j] * w.value().get(k, j);
          }
          for (int k = 0; k < 4; k++) {
            dv[k * 4 + j] += h[t][k] * dz[j];
            dh[k] += dz[j] * v.value().get(k, j);
          }
        }
      }
      w.leave(like(x, w.shape(), dw));
      v.leave(like(x, v.shape(), dv));
      return alone(like(x, dx));
    }

    double keep(double sum) {
      return sum;
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class RecurrentOfOneStep extends Recurrent {
    public RecurrentOfOneStep() {}

    @Override
    double keep(double sum) {
      return 0;
    }
  }

  /** A vector only, with loops that check nothing. */
  static class VectorDense extends ManualLayer {
    final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(3, 5), new Fan(5, 3), Init.normal(0, 1));
    final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(5, 3), Init.zeros());
    private double[] x;

    public VectorDense() {
      super("vector-dense");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double[] w = weight.value().toDoubles();
      double[] y = bias.value().toDoubles();
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 5; k++) {
          y[j] += w[j * 5 + k] * x[k];
        }
      }
      return like(inputs[0], Shape.of(3), y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[15];
      double[] dx = new double[5];
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 5; k++) {
          dw[j * 5 + k] = x[k] * u[j];
          dx[k] += w[at(j, k)] * u[j];
        }
      }
      weight.leave(like(upstream, weight.shape(), dw));
      bias.leave(upstream);
      x = null; // not needed any more
      return alone(like(upstream, Shape.of(5), dx));
    }

    int at(int j, int k) {
      return j * 5 + k;
    }
  }

  @Has(Mistake.WEIGHT_NOT_TRANSPOSED)
  static final class VectorDenseNotTurned extends VectorDense {
    public VectorDenseNotTurned() {}

    @Override
    int at(int j, int k) {
      return k * 3 + j;
    }
  }

  /** Samples are columns: y = W · x + b, (out × in) · (in × rows). */
  static class ColumnDense extends ManualLayer {
    final ManualParam weight =
        param("W", Param.Role.WEIGHT, Shape.of(3, 4), new Fan(4, 3), Init.normal(0, 1));
    final ManualParam bias =
        param("b", Param.Role.BIAS, Shape.of(3, 1), new Fan(4, 3), Init.zeros());
    private NDArray x;

    public ColumnDense() {
      super("column-dense");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      NDArray product = Matrices.product(weight.value(), x);
      NDArray wide = bias.value().expand(product.shape());
      return Matrices.combine(product, wide, Double::sum);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(1);
      weight.leave(Matrices.product(upstream, x.transpose()));
      NDArray sums = Matrices.sumOfRows(upstream.transpose()).reshape(3, 1);
      bias.leave(Matrices.map(sums, v -> v * share(rows)));
      return alone(Matrices.product(weight.value().transpose(), upstream));
    }

    double share(int rows) {
      return 1;
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class ColumnDenseAveraged extends ColumnDense {
    public ColumnDenseAveraged() {}

    @Override
    double share(int rows) {
      return 1.0 / rows;
    }
  }

  /** y = x + tanh(x). */
  static class Residual extends ManualLayer {
    private NDArray x;

    public Residual() {
      super("residual");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      return Matrices.map(x, v -> v + Math.tanh(v));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(
          Matrices.combine(
              upstream, x, (u, v) -> around() * u + u * (1 - Math.tanh(v) * Math.tanh(v))));
    }

    double around() {
      return 1;
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class ResidualForgotten extends Residual {
    public ResidualForgotten() {}

    @Override
    double around() {
      return 0;
    }
  }

  /** x where it is positive, a · x elsewhere, with one a for all. */
  static class LearnedLeak extends ManualLayer {
    final ManualParam slope =
        param("slope", Param.Role.WEIGHT, Shape.of(1), Fan.NONE, Init.constant(0.25));
    private NDArray x;

    public LearnedLeak() {
      super("learned-leak");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double a = slope.value().item();
      return Matrices.map(x, v -> v > 0 ? v : a * v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double a = slope.value().item();
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double da = 0;
      for (int i = 0; i < u.length; i++) {
        da += v[i] > 0 ? 0 : sign() * u[i] * v[i];
        u[i] *= v[i] > 0 ? 1 : a;
      }
      slope.gradient().fill(da);
      return alone(like(upstream, u));
    }

    double sign() {
      return 1;
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class LearnedLeakTurned extends LearnedLeak {
    public LearnedLeakTurned() {}

    @Override
    double sign() {
      return -1;
    }
  }

  /** log σ(x). */
  @Has(Mistake.LOG_OF_ZERO)
  static final class LogSigmoid extends ManualLayer {
    private NDArray x;

    public LogSigmoid() {
      super("log-sigmoid");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      return Matrices.map(x, v -> Math.log(Plain.sigmoid(v)));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, x, (u, v) -> u * Plain.sigmoid(-v)));
    }
  }

  /** All in float, and class numbers as long. */
  static class FloatCrossEntropy extends ManualLoss {
    private float[] p;
    private long[] labels;
    private NDArray x;

    public FloatCrossEntropy() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      if (inputs[1].dtype() != DType.I64) {
        throw new IllegalArgumentException("i64 labels");
      }
      x = inputs[0];
      int classes = x.shape().dim(1);
      float[] scores = x.toFloats();
      labels = inputs[1].toLongs();
      p = new float[scores.length];
      float loss = 0;
      for (int r = 0; r < labels.length; r++) {
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          most = Math.max(most, scores[r * classes + c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
          p[r * classes + c] = (float) Math.exp(scores[r * classes + c] - most);
          sum += p[r * classes + c];
        }
        for (int c = 0; c < classes; c++) {
          p[r * classes + c] /= sum;
        }
        int at = (int) (r * classes + labels[r]);
        loss += (float) (Math.log(sum) - (scores[at] - most));
      }
      return NDArray.of(new float[] {loss / labels.length}, 1);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = labels.length;
      int classes = p.length / rows;
      float u = (float) upstream.item();
      float[] dx = new float[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - (labels[i / classes] == i % classes ? 1 : 0)) / divisor(rows);
      }
      return alone(NDArray.of(dx, rows, classes));
    }

    float divisor(int rows) {
      return rows;
    }
  }

  @Has(Mistake.BATCH_FACTOR_MISSING)
  static final class FloatCrossEntropySum extends FloatCrossEntropy {
    public FloatCrossEntropySum() {}

    @Override
    float divisor(int rows) {
      return 1;
    }
  }

  /** Softmax, then cross entropy by the chain rule in two steps. */
  static class TwoStepCrossEntropy extends ManualLoss {
    private double[] p;
    private double[] t;
    private NDArray x;

    public TwoStepCrossEntropy() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      t = inputs[1].toDoubles();
      if (!inputs[1].shape().equals(x.shape())) {
        throw new IllegalArgumentException("one-hot rows, please");
      }
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss -= t[i] * Math.log(Math.max(p[i], 1e-15));
      }
      return Plain.number(x, loss / x.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      int classes = x.shape().dim(1);
      double[] dx = new double[p.length];
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < classes; i++) {
          for (int j = 0; j < classes; j++) {
            int a = r * classes + i;
            int b = r * classes + j;
            double q = -t[a] / Math.max(p[a], 1e-15) * upstream.item() / rows;
            dx[b] += q * jacobian(p[a], p[b], i == j);
          }
        }
      }
      return alone(like(x, dx));
    }

    double jacobian(double pi, double pj, boolean same) {
      return same ? pi * (1 - pi) : -pi * pj;
    }
  }

  @Has(Mistake.SOFTMAX_DIAGONAL_ONLY)
  static final class TwoStepDiagonal extends TwoStepCrossEntropy {
    public TwoStepDiagonal() {}

    @Override
    double jacobian(double pi, double pj, boolean same) {
      return same ? pi * (1 - pi) : 0;
    }
  }

  /** The negative logarithm of the probability, from logarithms. */
  static class LogLikelihood extends ManualLoss {
    private int[] labels;
    private NDArray x;

    public LogLikelihood() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      labels = inputs[1].toInts();
      double loss = 0;
      for (int r = 0; r < x.shape().dim(0); r++) {
        loss -= x.get(r, labels[r]);
      }
      return Plain.number(x, loss / x.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = NDArray.zeros(x.dtype(), x.shape());
      for (int r = 0; r < x.shape().dim(0); r++) {
        dx.set(-upstream.item() / x.shape().dim(0), r, labels[r]);
      }
      return alone(dx);
    }
  }

  /** max(0, 1 − t · y) with t = ±1, the sum over a vector. */
  static class Hinge extends ManualLoss {
    private double[] y;
    private double[] t;
    private NDArray x;

    public Hinge() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      y = x.toDoubles();
      t = inputs[1].toDoubles();
      if (x.shape().rank() != 1) {
        throw new IllegalArgumentException("a vector, please");
      }
      double loss = 0;
      for (int i = 0; i < y.length; i++) {
        loss += Math.max(0, 1 - t[i] * y[i]);
      }
      return Plain.number(x, loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] dx = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        dx[i] = 1 - t[i] * y[i] > 0 ? -t[i] * upstream.item() / divisor(y.length) : 0;
      }
      return alone(like(x, dx));
    }

    double divisor(int rows) {
      return 1;
    }
  }

  @Has(Mistake.BATCH_FACTOR_EXTRA)
  static final class HingeMean extends Hinge {
    public HingeMean() {}

    @Override
    double divisor(int rows) {
      return rows;
    }
  }

  /** The rows of two arrays one behind the other. */
  static class Concat extends ManualLayer {
    private int first;
    private int second;

    public Concat() {
      super("concat");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      first = inputs[0].shape().dim(1);
      second = inputs[1].shape().dim(1);
      int rows = inputs[0].shape().dim(0);
      NDArray y = NDArray.allocate(inputs[0].dtype(), Shape.of(rows, first + second));
      y.slice(1, 0, first).copyFrom(inputs[0]);
      y.slice(1, first, first + second).copyFrom(inputs[1]);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        upstream.slice(1, 0, first), upstream.slice(1, first, first + second),
      };
    }
  }

  /** Attention of each row to all: softmax(x · xᵀ) · x; x is used three times. */
  static class SelfAttention extends ManualLayer {
    private NDArray x;
    private NDArray p;

    public SelfAttention() {
      super("self-attention");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      NDArray scores = Matrices.product(x, x.transpose());
      p = like(scores, Plain.softmax(scores.toDoubles(), scores.shape().dim(1)));
      return Matrices.product(p, x);
    }

    @Override
    public NDArray[] backward(NDArray u) {
      NDArray dp = Matrices.product(u, x.transpose());
      int n = p.shape().dim(0);
      double[] ds = new double[n * n];
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += dp.get(i, k) * p.get(i, k);
        }
        for (int j = 0; j < n; j++) {
          ds[i * n + j] = p.get(i, j) * (dp.get(i, j) - sum);
        }
      }
      NDArray dScores = like(p, ds);
      NDArray dx = Matrices.product(p.transpose(), u);
      dx = Matrices.combine(dx, Matrices.product(dScores, x), Double::sum);
      return alone(Matrices.combine(dx, Matrices.product(dScores.transpose(), x), Double::sum));
    }
  }

  /** The mean of each column; a row of means. */
  static class ColumnMeans extends ManualLayer {
    private Shape shape;

    public ColumnMeans() {
      super("means");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      shape = inputs[0].shape();
      int rows = shape.dim(0);
      return Matrices.map(Matrices.sumOfRows(inputs[0]), v -> v / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] dx = new double[(int) shape.size()];
      double[] u = upstream.toDoubles();
      Arrays.setAll(dx, i -> u[i % u.length] / divisor(shape.dim(0)));
      return alone(like(upstream, shape, dx));
    }

    double divisor(int rows) {
      return rows;
    }
  }

  @Has(Mistake.BATCH_FACTOR_MISSING)
  static final class ColumnMeansSum extends ColumnMeans {
    public ColumnMeansSum() {}

    @Override
    double divisor(int rows) {
      return 1;
    }
  }
}
