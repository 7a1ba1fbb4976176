package org.jacobi.learn.doctor.blind;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;

/** Layers with weights that are right, in the styles in which people write them. */
public final class BlindDense {
  private BlindDense() {}

  /** A dense layer of 5 inputs and 3 outputs, weight (out × in), own loops; right. */
  public static final class OutByIn extends ManualLayer {
    private static final int IN = 5;
    private static final int OUT = 3;
    private final ManualParam weight =
        param(
            "weight",
            Param.Role.WEIGHT,
            Shape.of(OUT, IN),
            new Fan(IN, OUT),
            Init.xavierUniform(1));
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private double[] x = {};

    /** Made by the test. */
    public OutByIn() {
      super("dense");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (inputs[0].shape().rank() != 2 || inputs[0].shape().dim(1) != IN) {
        throw new IllegalArgumentException("[dense] 5 columns, not " + inputs[0].shape());
      }
      int rows = inputs[0].shape().dim(0);
      x = inputs[0].toDoubles();
      double[] w = weight.value().toDoubles();
      double[] b = bias.value().toDoubles();
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int o = 0; o < OUT; o++) {
          double sum = b[o];
          for (int i = 0; i < IN; i++) {
            sum += w[o * IN + i] * x[r * IN + i];
          }
          y[r * OUT + o] = sum;
        }
      }
      return NDArray.allocate(inputs[0].dtype(), Shape.of(rows, OUT)).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] w = weight.value().toDoubles();
      int rows = d.length / OUT;
      double[] dw = new double[OUT * IN];
      double[] db = new double[OUT];
      double[] dx = new double[rows * IN];
      for (int r = 0; r < rows; r++) {
        for (int o = 0; o < OUT; o++) {
          double delta = d[r * OUT + o];
          db[o] += delta;
          for (int i = 0; i < IN; i++) {
            dw[o * IN + i] += delta * x[r * IN + i];
            dx[r * IN + i] += delta * w[o * IN + i];
          }
        }
      }
      weight.gradient().copyFrom(dw);
      bias.gradient().copyFrom(db);
      return new NDArray[] {NDArray.allocate(upstream.dtype(), Shape.of(rows, IN)).copyFrom(dx)};
    }

    @Override
    public UnaryLayer automatic() {
      return new Linear(IN, OUT);
    }
  }

  /** A dense layer in floats, 4 → 6, weight (in × out), F32 whatever comes in; right. */
  public static final class InFloats extends ManualLayer {
    private final ManualParam w;
    private final ManualParam b;
    private float[][] x = {};

    /** Made by the test. */
    public InFloats() {
      super("fc");
      w = param("w", Param.Role.WEIGHT, Shape.of(4, 6), new Fan(4, 6), Init.fanInUniform());
      b = param("b", Param.Role.BIAS, Shape.of(6), new Fan(4, 6), Init.constant(0.1));
    }

    private static float[][] matrix(NDArray a) {
      int m = a.shape().dim(0);
      int n = a.shape().dim(1);
      float[] flat = a.toFloats();
      float[][] out = new float[m][n];
      for (int i = 0; i < m; i++) {
        System.arraycopy(flat, i * n, out[i], 0, n);
      }
      return out;
    }

    private static NDArray array(float[][] a) {
      NDArray out = NDArray.allocate(DType.F32, Shape.of(a.length, a[0].length));
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < a[i].length; j++) {
          out.set(a[i][j], i, j);
        }
      }
      return out;
    }

    private static float[][] times(float[][] a, float[][] c) {
      float[][] out = new float[a.length][c[0].length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < c[0].length; j++) {
          float sum = 0f;
          for (int k = 0; k < c.length; k++) {
            sum += a[i][k] * c[k][j];
          }
          out[i][j] = sum;
        }
      }
      return out;
    }

    private static float[][] turned(float[][] a) {
      float[][] out = new float[a[0].length][a.length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < a[i].length; j++) {
          out[j][i] = a[i][j];
        }
      }
      return out;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = matrix(inputs[0]);
      if (x[0].length != 4) {
        throw new IllegalArgumentException("[fc] wrong number of columns: " + x[0].length);
      }
      float[][] y = times(x, matrix(w.value()));
      float[] shift = b.value().toFloats();
      for (float[] row : y) {
        for (int j = 0; j < row.length; j++) {
          row[j] += shift[j];
        }
      }
      return array(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      float[][] d = matrix(upstream);
      w.leave(array(times(turned(x), d)));
      float[] db = new float[d[0].length];
      for (float[] row : d) {
        for (int j = 0; j < db.length; j++) {
          db[j] += row[j];
        }
      }
      b.leave(NDArray.of(db, db.length));
      return new NDArray[] {array(times(d, turned(matrix(w.value()))))};
    }
  }

  /** A dense layer for one vector of 4 numbers, 2 outputs, by index; right. */
  public static final class OfVector extends ManualLayer {
    private final ManualParam weight =
        param("W", Param.Role.WEIGHT, Shape.of(2, 4), new Fan(4, 2), Init.normal(0, 0.5));
    private NDArray x;

    /** Made by the test. */
    public OfVector() {
      super("perceptron");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!inputs[0].shape().equals(Shape.of(4))) {
        throw new IllegalArgumentException("[perceptron] four numbers, not " + inputs[0].shape());
      }
      x = inputs[0].copy();
      NDArray y = NDArray.zeros(x.dtype(), Shape.of(2));
      for (int o = 0; o < 2; o++) {
        for (int i = 0; i < 4; i++) {
          y.set(y.get(o) + weight.value().get(o, i) * x.get(i), o);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = NDArray.zeros(x.dtype(), Shape.of(4));
      for (int i = 0; i < 4; i++) {
        double sum = 0;
        for (int o = 0; o < 2; o++) {
          weight.gradient().set(upstream.get(o) * x.get(i), o, i);
          sum += upstream.get(o) * weight.value().get(o, i);
        }
        dx.set(sum, i);
      }
      return new NDArray[] {dx};
    }
  }

  /** y = x · γ + β for each of 6 columns; right. */
  public static final class ScaleShift extends ManualLayer {
    private final ManualParam gamma =
        param("gamma", Param.Role.SCALE, Shape.of(6), Fan.NONE, Init.ones());
    private final ManualParam beta =
        param("beta", Param.Role.BIAS, Shape.of(6), Fan.NONE, Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public ScaleShift() {
      super("scale_shift");
    }

    private NDArray scaled(NDArray a) {
      double[] v = a.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] *= gamma.value().get(i % 6);
      }
      return NDArray.allocate(a.dtype(), a.shape()).copyFrom(v);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs).copy();
      return Matrices.plusRow(scaled(x), beta.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      gamma.leave(Matrices.sumOfRows(Matrices.combine(upstream, x, (d, v) -> d * v)));
      beta.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {scaled(upstream)};
    }
  }

  /** PReLU with one learned slope for all numbers; right. */
  public static final class OneSlope extends ManualLayer {
    private final ManualParam slope =
        param("slope", Param.Role.SCALE, Shape.of(1), Fan.NONE, Init.constant(0.25));
    private double[] x = {};

    /** Made by the test. */
    public OneSlope() {
      super("prelu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double a = slope.value().get(0);
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = Math.max(0, x[i]) + a * Math.min(0, x[i]);
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double a = slope.value().get(0);
      double da = 0;
      for (int i = 0; i < d.length; i++) {
        if (x[i] <= 0) {
          da += d[i] * x[i];
          d[i] *= a;
        }
      }
      slope.gradient().set(da, 0);
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** y = tanh(x · W) · Wᵀ with W (5 × 3): one weight, used twice; right. */
  public static final class TiedCoder extends ManualLayer {
    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 3), new Fan(5, 3), Init.xavierNormal(1));
    private NDArray x;
    private NDArray hidden;

    /** Made by the test. */
    public TiedCoder() {
      super("tied");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      hidden = Matrices.map(Matrices.product(x, weight.value()), Math::tanh);
      return Matrices.product(hidden, weight.value().transpose());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray w = weight.value();
      NDArray dh = Matrices.product(upstream, w); // rows × 5 · 5 × 3
      NDArray dz = Matrices.combine(dh, hidden, (d, h) -> d * (1 - h * h));
      NDArray asDecoder = Matrices.product(upstream.transpose(), hidden); // 5 × rows · rows × 3
      NDArray asCoder = Matrices.product(x.transpose(), dz);
      weight.leave(Matrices.combine(asDecoder, asCoder, Double::sum));
      return new NDArray[] {Matrices.product(dz, w.transpose())};
    }
  }

  /** y = x · A · B of rank 2, 6 → 2 → 5; right. */
  public static final class LowRank extends ManualLayer {
    private final ManualParam down =
        param("down", Param.Role.WEIGHT, Shape.of(6, 2), new Fan(6, 2), Init.fanInUniform());
    private final ManualParam up =
        param("up", Param.Role.WEIGHT, Shape.of(2, 5), new Fan(2, 5), Init.normal(0, 0.3));
    private NDArray x;
    private NDArray middle;

    /** Made by the test. */
    public LowRank() {
      super("low_rank");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      middle = Matrices.product(x, down.value());
      return Matrices.product(middle, up.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      up.leave(Matrices.product(middle.transpose(), upstream));
      NDArray dMiddle = Matrices.product(upstream, up.value().transpose());
      down.leave(Matrices.product(x.transpose(), dMiddle));
      return new NDArray[] {Matrices.product(dMiddle, down.value().transpose())};
    }
  }

  /** A highway layer of width 4: y = t · tanh(x · H) + (1 − t) · x with t = σ(x · T + c); right. */
  public static final class Highway extends ManualLayer {
    private final ManualParam h =
        param("H", Param.Role.WEIGHT, Shape.of(4, 4), new Fan(4, 4), Init.xavierUniform(1));
    private final ManualParam gateWeight =
        param("T", Param.Role.WEIGHT, Shape.of(4, 4), new Fan(4, 4), Init.xavierUniform(1));
    private final ManualParam gateBias =
        param("c", Param.Role.BIAS, Shape.of(4), new Fan(4, 4), Init.constant(-1));
    private NDArray x;
    private NDArray a;
    private NDArray t;

    /** Made by the test. */
    public Highway() {
      super("highway");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      a = Matrices.map(Matrices.product(x, h.value()), Math::tanh);
      NDArray z = Matrices.plusRow(Matrices.product(x, gateWeight.value()), gateBias.value());
      t = Matrices.map(z, v -> 1 / (1 + Math.exp(-v)));
      NDArray change =
          Matrices.combine(t, Matrices.combine(a, x, (p, q) -> p - q), (g, v) -> g * v);
      return Matrices.combine(x, change, Double::sum);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray da = Matrices.combine(upstream, t, (d, g) -> d * g);
      NDArray dza = Matrices.combine(da, a, (d, v) -> d * (1 - v * v));
      NDArray dt =
          Matrices.combine(upstream, Matrices.combine(a, x, (p, q) -> p - q), (d, v) -> d * v);
      NDArray dzt = Matrices.combine(dt, t, (d, g) -> d * g * (1 - g));
      h.leave(Matrices.product(x.transpose(), dza));
      gateWeight.leave(Matrices.product(x.transpose(), dzt));
      gateBias.leave(Matrices.sumOfRows(dzt));
      double[] dx = Matrices.combine(upstream, t, (d, g) -> d * (1 - g)).toDoubles();
      double[] viaH = Matrices.product(dza, h.value().transpose()).toDoubles();
      double[] viaT = Matrices.product(dzt, gateWeight.value().transpose()).toDoubles();
      for (int i = 0; i < dx.length; i++) {
        dx[i] += viaH[i] + viaT[i];
      }
      return new NDArray[] {NDArray.allocate(x.dtype(), x.shape()).copyFrom(dx)};
    }
  }
}
