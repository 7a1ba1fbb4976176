package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.learn.ManualBatches;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jacobi.optim.AMSGrad;
import org.jacobi.optim.AdaGrad;
import org.jacobi.optim.Adam;
import org.jacobi.optim.AveragedMomentum;
import org.jacobi.optim.CenteredRMSprop;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.RMSprop;
import org.jacobi.optim.SGD;

/** Patients that share a frame and differ in a formula. */
final class ShortPatients {
  private ShortPatients() {}

  /** A gradient from the upstream gradient, x and y. */
  interface Back {
    double of(double u, double x, double y);
  }

  // ---- activations behind a dense layer ----

  abstract static class DenseWith extends ManualLayer {
    private final ManualParam weight =
        param("W", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.normal(0, 1));
    private final ManualParam bias =
        param("b", Param.Role.BIAS, Shape.of(1, 3), new Fan(4, 3), Init.zeros());
    private final DoubleUnaryOperator f;
    private final Back back;
    private NDArray x;
    private NDArray z;
    private NDArray y;

    DenseWith(DoubleUnaryOperator f, Back back) {
      super("dense");
      this.f = f;
      this.back = back;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      z = Matrices.plusRow(Matrices.product(x, weight.value()), bias.value().reshape(3));
      y = Matrices.map(z, f);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] a = z.toDoubles();
      double[] b = y.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] = back.of(u[i], a[i], b[i]);
      }
      NDArray dz = like(upstream, u);
      weight.leave(weight(Matrices.product(x.transpose(), dz)));
      leaveBias(bias, dz);
      return alone(Matrices.product(dz, weight.value().transpose()));
    }

    NDArray weight(NDArray gradient) {
      return gradient;
    }

    int rows() {
      return x.shape().dim(0);
    }

    void leaveBias(ManualParam bias, NDArray dz) {
      bias.leave(Matrices.sumOfRows(dz).reshape(1, 3));
    }
  }

  static final class DenseTanh extends DenseWith {
    public DenseTanh() {
      super(Math::tanh, (u, x, y) -> u * (1 - y * y));
    }
  }

  static final class DenseRelu extends DenseWith {
    public DenseRelu() {
      super(x -> Math.max(0, x), (u, x, y) -> x > 0 ? u : 0);
    }
  }

  @Has(Mistake.DERIVATIVE_AT_ACTIVATION)
  static final class DenseTanhAtOutput extends DenseWith {
    public DenseTanhAtOutput() {
      super(Math::tanh, (u, x, y) -> u * (1 - Math.tanh(y) * Math.tanh(y)));
    }
  }

  @Has(Mistake.UPSTREAM_IGNORED)
  static final class DenseIgnores extends DenseWith {
    public DenseIgnores() {
      super(Math::tanh, (u, x, y) -> 1 - y * y);
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class DenseTurned extends DenseWith {
    public DenseTurned() {
      super(Plain::sigmoid, (u, x, y) -> -u * y * (1 - y));
    }
  }

  @Has(Mistake.BATCH_FACTOR_EXTRA)
  static final class DenseWeightMean extends DenseWith {
    public DenseWeightMean() {
      super(x -> x, (u, x, y) -> u);
    }

    @Override
    NDArray weight(NDArray gradient) {
      return Matrices.map(gradient, v -> v / rows());
    }
  }

  @Has(Mistake.BIAS_NOT_SUMMED)
  static final class DenseSpreads extends DenseWith {
    public DenseSpreads() {
      super(x -> x, (u, x, y) -> u);
    }

    @Override
    void leaveBias(ManualParam bias, NDArray dz) {
      bias.leave(dz);
    }
  }

  @Has(Mistake.BIAS_NOT_SUMMED)
  static final class DenseWritesAll extends DenseWith {
    public DenseWritesAll() {
      super(x -> x, (u, x, y) -> u);
    }

    @Override
    void leaveBias(ManualParam bias, NDArray dz) {
      bias.gradient().copyFrom(dz.toDoubles());
    }
  }

  @Has(Mistake.BIAS_NOT_SUMMED)
  static final class DenseFirstRow extends DenseWith {
    public DenseFirstRow() {
      super(x -> x, (u, x, y) -> u);
    }

    @Override
    void leaveBias(ManualParam bias, NDArray dz) {
      bias.leave(dz.slice(0, 0, 1));
    }
  }

  @Has(Mistake.FACTOR_TWO)
  static final class DenseTwice extends DenseWith {
    public DenseTwice() {
      super(x -> x, (u, x, y) -> 2 * u);
    }
  }

  /** Takes F32 alone. */
  static class FloatOnly extends ManualLayer {
    private NDArray y;

    public FloatOnly() {
      super("float-only");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (inputs[0].dtype() != DType.F32) {
        throw new IllegalArgumentException("f32, please");
      }
      float[] x = inputs[0].toFloats();
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.tanh(Math.max(x[i], 0.1f * x[i]));
      }
      y = NDArray.of(x, inputs[0].shape().toArray());
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      float[] u = upstream.toFloats();
      float[] v = y.toFloats();
      for (int i = 0; i < u.length; i++) {
        u[i] *= factor() * (1 - v[i] * v[i]) * (v[i] > 0 ? 1 : 0.1f);
      }
      return alone(NDArray.of(u, upstream.shape().toArray()));
    }

    float factor() {
      return 1;
    }
  }

  @Has(Mistake.FACTOR_HALF)
  static final class FloatOnlyHalf extends FloatOnly {
    public FloatOnlyHalf() {}

    @Override
    float factor() {
      return 0.5f;
    }
  }

  // ---- softmax by its sums ----

  abstract static class SoftmaxBySums extends ManualLayer {
    private double[] e;
    private double[] s;
    private int columns;

    SoftmaxBySums() {
      super("softmax");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] x = inputs[0].toDoubles();
      columns = inputs[0].shape().dim(1);
      e = new double[x.length];
      s = new double[x.length / columns];
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        e[i] = Math.exp(x[i]);
        s[i / columns] += e[i];
      }
      for (int i = 0; i < x.length; i++) {
        y[i] = e[i] / s[i / columns];
      }
      return like(inputs[0], y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[u.length];
      for (int r = 0; r < s.length; r++) {
        for (int i = r * columns; i < (r + 1) * columns; i++) {
          for (int j = r * columns; j < (r + 1) * columns; j++) {
            dx[j] += u[i] * (i == j ? same(e[i], s[r]) : other(e[i], e[j], s[r]));
          }
        }
      }
      return alone(like(upstream, dx));
    }

    double same(double e, double s) {
      return e * (s - e) / (s * s);
    }

    double other(double a, double b, double s) {
      return -a * b / (s * s);
    }
  }

  @Has(Mistake.OVERFLOW)
  static final class SoftmaxNaive extends SoftmaxBySums {
    public SoftmaxNaive() {}
  }

  @Has(Mistake.SOFTMAX_WRONG_POWER)
  static final class SoftmaxOneSum extends SoftmaxBySums {
    public SoftmaxOneSum() {}

    @Override
    double other(double a, double b, double s) {
      return -a * b / s;
    }
  }

  @Has(Mistake.SOFTMAX_WRONG_POWER)
  static final class SoftmaxCubedEverywhere extends SoftmaxBySums {
    public SoftmaxCubedEverywhere() {}

    @Override
    double same(double e, double s) {
      return e * (s - e) / (s * s * s);
    }

    @Override
    double other(double a, double b, double s) {
      return -a * b / (s * s * s);
    }
  }

  @Has(Mistake.SOFTMAX_DIAGONAL_ONLY)
  static final class SoftmaxDiagonalBySums extends SoftmaxBySums {
    public SoftmaxDiagonalBySums() {}

    @Override
    double other(double a, double b, double s) {
      return 0;
    }
  }

  // ---- losses ----

  abstract static class SigmoidSquares extends ManualLoss {
    private final Back back;
    private NDArray x;
    private double[] t;

    SigmoidSquares(Back back) {
      this.back = back;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      t = inputs[1].toDoubles();
      double[] v = x.toDoubles();
      if (t.length != v.length) {
        throw new IllegalArgumentException("as many targets, please");
      }
      double loss = 0;
      for (int i = 0; i < v.length; i++) {
        double d = Plain.sigmoid(v[i]) - t[i];
        loss += d * d / 2;
      }
      return Plain.number(x, loss / x.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] v = x.toDoubles();
      double[] dx = new double[v.length];
      double u = upstream.item() / x.shape().dim(0);
      for (int i = 0; i < v.length; i++) {
        double y = Plain.sigmoid(v[i]);
        dx[i] = back.of(u * (y - t[i]), v[i], y);
      }
      return alone(like(x, dx));
    }
  }

  static final class SigmoidLoss extends SigmoidSquares {
    public SigmoidLoss() {
      super((u, x, y) -> u * y * (1 - y));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_ACTIVATION)
  static final class SigmoidLossAtOutput extends SigmoidSquares {
    public SigmoidLossAtOutput() {
      super((u, x, y) -> u * Plain.sigmoid(y) * (1 - Plain.sigmoid(y)));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_PREACTIVATION)
  static final class SigmoidLossOfInput extends SigmoidSquares {
    public SigmoidLossOfInput() {
      super((u, x, y) -> u * x * (1 - x));
    }
  }

  /** The classic: dx = p; dx[label] −= 1, in place. */
  @Has(Mistake.STORED_OVERWRITTEN)
  static final class TakesAwayInPlace extends ManualLoss {
    private double[] p;
    private int[] labels;
    private NDArray x;

    public TakesAwayInPlace() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      labels = inputs[1].toInts();
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      double loss = 0;
      for (int r = 0; r < labels.length; r++) {
        loss -= Math.log(p[r * x.shape().dim(1) + labels[r]] + 1e-9);
      }
      return Plain.number(x, loss / labels.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      for (int r = 0; r < labels.length; r++) {
        p[r * x.shape().dim(1) + labels[r]] -= 1;
      }
      double[] dx = p.clone();
      for (int i = 0; i < dx.length; i++) {
        dx[i] *= upstream.item() / labels.length;
      }
      return alone(like(x, dx));
    }
  }

  /** Softmax is written over the scores. */
  @Has(Mistake.INPUT_OVERWRITTEN)
  static final class WritesOverScores extends ManualLoss {
    private NDArray p;
    private double[] t;

    public WritesOverScores() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      p = inputs[0];
      t = inputs[1].toDoubles();
      p.copyFrom(Plain.softmax(p.toDoubles(), p.shape().dim(1)));
      double[] q = p.toDoubles();
      double loss = 0;
      for (int i = 0; i < q.length; i++) {
        loss -= t[i] * Math.log(q[i] + 1e-7);
      }
      return Plain.number(p, loss / p.shape().dim(0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] dx = p.toDoubles();
      for (int i = 0; i < dx.length; i++) {
        dx[i] = (dx[i] - t[i]) * upstream.item() / p.shape().dim(0);
      }
      return alone(like(p, dx));
    }
  }

  // ---- optimizers ----

  abstract static class ByElement extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    int t;

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      for (var entry : params.entrySet()) {
        double[] w = entry.getValue().toDoubles();
        double[] g = gradients.get(entry.getKey()).toDoubles();
        double[] s = states.computeIfAbsent(entry.getKey(), key -> new double[3 * w.length]);
        for (int i = 0; i < w.length; i++) {
          double[] state = {s[3 * i], s[3 * i + 1], s[3 * i + 2]};
          w[i] -= step(state, g[i]);
          System.arraycopy(state, 0, s, 3 * i, 3);
        }
        entry.getValue().copyFrom(w);
      }
    }

    abstract double step(double[] s, double g);
  }

  @Has(Mistake.MOMENTUM_OTHER_COEFFICIENT)
  static final class MeanTheOtherWayRound extends ByElement {
    public MeanTheOtherWayRound() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.1 * s[0] + 0.9 * g;
      return 0.05 * s[0];
    }

    @Override
    public Optimizer automatic() {
      return new AveragedMomentum(0.05).momentum(0.9);
    }
  }

  @Has(Mistake.GRADIENT_NOT_SQUARED)
  static final class SumOfSizes extends ByElement {
    public SumOfSizes() {}

    @Override
    double step(double[] s, double g) {
      s[0] += Math.abs(g);
      return 0.05 * g / (Math.sqrt(s[0]) + 1e-10);
    }

    @Override
    public Optimizer automatic() {
      return new AdaGrad(0.05);
    }
  }

  @Has(Mistake.EPSILON_INSIDE_ROOT)
  static final class SumWithEpsilonInside extends ByElement {
    public SumWithEpsilonInside() {}

    @Override
    double step(double[] s, double g) {
      s[0] += g * g;
      return 0.05 * g / Math.sqrt(s[0] + 1e-10);
    }

    @Override
    public Optimizer automatic() {
      return new AdaGrad(0.05);
    }
  }

  static final class Centered extends ByElement {
    public Centered() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.95 * s[0] + 0.05 * g * g;
      s[1] = 0.95 * s[1] + 0.05 * g;
      s[2] = 0.5 * s[2] + g / (Math.sqrt(s[0] - s[1] * s[1]) + 1e-6);
      return 0.01 * s[2];
    }

    @Override
    public Optimizer automatic() {
      return new CenteredRMSprop(0.01).alpha(0.95).momentum(0.5).epsilon(1e-6);
    }
  }

  static final class Largest extends ByElement {
    public Largest() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.99 * s[1] + 0.01 * g * g;
      s[2] = Math.max(s[2], s[1]);
      double root = Math.sqrt(s[2] / (1 - Math.pow(0.99, t))) + 1e-8;
      return 0.01 * s[0] / (1 - Math.pow(0.9, t)) / root;
    }

    @Override
    public Optimizer automatic() {
      return new AMSGrad(0.01).betas(0.9, 0.99);
    }
  }

  @Has(Mistake.BIAS_CORRECTION_MISSING)
  static final class FirstUncorrected extends ByElement {
    public FirstUncorrected() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.999 * s[1] + 0.001 * g * g;
      return 0.01 * s[0] / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01);
    }
  }

  @Has(Mistake.MOMENTUM_OTHER_COEFFICIENT)
  static final class SecondWithFirst extends ByElement {
    public SecondWithFirst() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.9 * s[1] + 0.001 * g * g;
      double first = s[0] / (1 - Math.pow(0.9, t));
      return 0.01 * first / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01);
    }
  }

  @Has(Mistake.STATE_RESTARTED)
  static final class VelocityRestarted extends ByElement {
    private boolean fresh;

    public VelocityRestarted() {}

    @Override
    public void startEpoch(int epoch) {
      fresh = true;
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      super.step(params, gradients);
      fresh = false;
    }

    @Override
    double step(double[] s, double g) {
      s[0] = fresh ? g : 0.9 * s[0] + g;
      return 0.1 * s[0];
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.1).momentum(0.9);
    }
  }

  @Has(Mistake.FACTOR_TWO)
  static final class TwiceAsFast extends ByElement {
    public TwiceAsFast() {}

    @Override
    double step(double[] s, double g) {
      s[0] = 0.99 * s[0] + 0.01 * g * g;
      return 0.02 * g / (Math.sqrt(s[0]) + 1e-8);
    }

    @Override
    public Optimizer automatic() {
      return new RMSprop(0.01);
    }
  }

  // ---- batches ----

  abstract static class BySlices extends ManualBatches {
    @Override
    public List<Dataset.Batch> epoch(NDArray x, NDArray t, int batchSize, int epoch) {
      int rows = x.shape().dim(0);
      List<Integer> starts = new ArrayList<>();
      for (int from = 0; from < rows; from += step(batchSize)) {
        starts.add(from);
      }
      Collections.shuffle(starts, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from : starts) {
        int to = Math.min(rows, from + batchSize);
        all.add(new Dataset.Batch(x.slice(0, from, last(to)), t.slice(0, from, last(to))));
      }
      return all;
    }

    int step(int batchSize) {
      return batchSize;
    }

    int last(int to) {
      return to;
    }
  }

  static final class Windows extends BySlices {
    public Windows() {}
  }

  @Has(Mistake.ROWS_REPEATED)
  static final class Overlapping extends BySlices {
    public Overlapping() {}

    @Override
    int step(int batchSize) {
      return batchSize - 1;
    }
  }

  @Has(Mistake.ROWS_LEFT_OUT)
  static final class OneTooFew extends BySlices {
    public OneTooFew() {}

    @Override
    int last(int to) {
      return to - 1;
    }
  }
}
