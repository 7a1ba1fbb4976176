package org.jacobi.learn.doctor.blind;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;

/** Dense layers with one mistake each. */
public final class BlindDenseMistakes {
  private BlindDenseMistakes() {}

  /** A dense layer, 5 → 3, (in × out); planted: the bias gets no gradient. */
  public static final class Dense1 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 3), new Fan(5, 3), Init.fanInUniform());
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(5, 3), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Dense1() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** A dense layer, 4 → 3, (in × out); planted: the bias gets the first row of the gradient. */
  public static final class Dense2 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.xavierUniform(1));
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Dense2() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      b.leave(upstream.slice(0, 0, 1).squeeze(0));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** A bias of 5 alone, own loops; planted: its gradient is the first row, not the sum of rows. */
  public static final class Bias1 extends ManualLayer {
    private final ManualParam b =
        param("b", Param.Role.BIAS, Shape.of(5), new Fan(5, 5), Init.zeros());

    /** Made by the test. */
    public Bias1() {
      super("bias");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      int columns = one(inputs).shape().dim(1);
      if (columns != 5) {
        throw new IllegalArgumentException("[bias] 5 columns, not " + columns);
      }
      double[] y = inputs[0].toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] += b.value().get(i % 5);
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int j = 0; j < 5; j++) {
        b.gradient().set(d[j], j);
      }
      return new NDArray[] {upstream.copy()};
    }
  }

  /** A dense layer, 3 → 4, (out × in), own loops; planted: the gradient of the bias is a mean. */
  public static final class Dense3 extends ManualLayer {
    private final ManualParam w =
        param("W", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(3, 4), Init.normal(0, 0.4));
    private final ManualParam b =
        param("b", Param.Role.BIAS, Shape.of(4), new Fan(3, 4), Init.zeros());
    private double[][] x = {};

    /** Made by the test. */
    public Dense3() {
      super("dense");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!inputs[0].shape().remove(0).equals(Shape.of(3))) {
        throw new IllegalArgumentException("rows × 3, please");
      }
      int n = inputs[0].shape().dim(0);
      x = new double[n][3];
      NDArray y = NDArray.allocate(inputs[0].dtype(), Shape.of(n, 4));
      for (int r = 0; r < n; r++) {
        for (int i = 0; i < 3; i++) {
          x[r][i] = inputs[0].get(r, i);
        }
        for (int o = 0; o < 4; o++) {
          double z = b.value().get(o);
          for (int i = 0; i < 3; i++) {
            z += w.value().get(o, i) * x[r][i];
          }
          y.set(z, r, o);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int n = x.length;
      double[] dw = new double[12];
      double[] db = new double[4];
      double[] dx = new double[n * 3];
      for (int r = 0; r < n; r++) {
        for (int o = 0; o < 4; o++) {
          double d = upstream.get(r, o);
          db[o] += d / n;
          for (int i = 0; i < 3; i++) {
            dw[o * 3 + i] += d * x[r][i];
            dx[r * 3 + i] += d * w.value().get(o, i);
          }
        }
      }
      w.gradient().copyFrom(dw);
      b.gradient().copyFrom(db);
      return new NDArray[] {NDArray.allocate(upstream.dtype(), Shape.of(n, 3)).copyFrom(dx)};
    }
  }

  /** y = x · γ + β; planted: the gradient of β is the mean of the rows. */
  public static final class Scale1 extends ManualLayer {
    private final ManualParam gamma =
        param("gamma", Param.Role.SCALE, Shape.of(4), Fan.NONE, Init.ones());
    private final ManualParam beta =
        param("beta", Param.Role.BIAS, Shape.of(4), Fan.NONE, Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Scale1() {
      super("scale");
    }

    private NDArray perColumn(NDArray a) {
      return Matrices.combine(a, gamma.value().cast(a.dtype()).expand(a.shape()), (v, g) -> v * g);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.plusRow(perColumn(x), beta.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = upstream.shape().dim(0);
      gamma.leave(Matrices.sumOfRows(Matrices.combine(x, upstream, (v, d) -> v * d)));
      beta.leave(Matrices.map(Matrices.sumOfRows(upstream), s -> s / rows));
      return new NDArray[] {perColumn(upstream)};
    }
  }

  /** A product 5 → 3, weight (in × out); planted: its gradient is filled in as (out × in). */
  public static final class MatMul1 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 3), new Fan(5, 3), Init.fanInUniform());
    private NDArray x;

    /** Made by the test. */
    public MatMul1() {
      super("matmul");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, w.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] dw = new double[15];
      for (int r = 0; r < x.shape().dim(0); r++) {
        for (int o = 0; o < 3; o++) {
          for (int i = 0; i < 5; i++) {
            dw[o * 5 + i] += upstream.get(r, o) * x.get(r, i);
          }
        }
      }
      w.gradient().copyFrom(dw);
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** A square mixing layer of 4 units; planted: dᵀ · x in place of xᵀ · d. */
  public static final class Mix1 extends ManualLayer {
    private final ManualParam w =
        param("mix", Param.Role.WEIGHT, Shape.of(4, 4), new Fan(4, 4), Init.xavierNormal(1));
    private NDArray x;

    /** Made by the test. */
    public Mix1() {
      super("mix");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      return Matrices.product(x, w.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(upstream.transpose(), x));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** A square mixing layer of 3 units with bias; planted: d · W in place of d · Wᵀ. */
  public static final class Mix2 extends ManualLayer {
    private final ManualParam w =
        param("mix", Param.Role.WEIGHT, Shape.of(3, 3), new Fan(3, 3), Init.xavierNormal(1));
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(3, 3), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Mix2() {
      super("mix");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      b.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, w.value())};
    }
  }

  /** A product 4 → 6, (in × out), own loops; planted: backward reads the weight as (out × in). */
  public static final class MatMul2 extends ManualLayer {
    private final int in = 4;
    private final int out = 6;
    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(in, out), new Fan(in, out), Init.fanInUniform());
    private double[] x = {};

    /** Made by the test. */
    public MatMul2() {
      super("matmul");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      if (inputs[0].shape().rank() != 2 || inputs[0].shape().dim(1) != in) {
        throw new IllegalArgumentException("[matmul] " + inputs[0].shape() + " is not rows × 4");
      }
      x = inputs[0].toDoubles();
      double[] w = weight.value().toDoubles();
      double[] y = new double[x.length / in * out];
      for (int r = 0; r < x.length / in; r++) {
        for (int i = 0; i < in; i++) {
          for (int o = 0; o < out; o++) {
            y[r * out + o] += x[r * in + i] * w[i * out + o];
          }
        }
      }
      return NDArray.allocate(inputs[0].dtype(), Shape.of(x.length / in, out)).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[w.length];
      double[] dx = new double[x.length];
      for (int r = 0; r < x.length / in; r++) {
        for (int i = 0; i < in; i++) {
          for (int o = 0; o < out; o++) {
            dw[i * out + o] += x[r * in + i] * d[r * out + o];
            dx[r * in + i] += d[r * out + o] * w[o * in + i];
          }
        }
      }
      weight.gradient().copyFrom(dw);
      return new NDArray[] {
        NDArray.allocate(upstream.dtype(), Shape.of(x.length / in, in)).copyFrom(dx)
      };
    }
  }

  /** A dense layer, 5 → 2; planted: the transposed weight for backward is made only once. */
  public static final class Dense4 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 2), new Fan(5, 2), Init.fanInUniform());
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(2), new Fan(5, 2), Init.zeros());
    private NDArray x;
    private NDArray turned;

    /** Made by the test. */
    public Dense4() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      if (turned == null) {
        turned = w.value().transpose().keep();
      }
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      b.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, turned)};
    }
  }

  /** A product 3 → 4, (out × in); planted: forward reads the weight the first time only. */
  public static final class MatMul3 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(3, 4), Init.fanInUniform());
    private double[] numbers = {};
    private NDArray x;

    /** Made by the test. */
    public MatMul3() {
      super("project");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      if (x.shape().dim(1) != w.shape().dim(1)) {
        throw new IllegalArgumentException("[project] does not fit: " + x.shape());
      }
      if (numbers.length == 0) {
        numbers = w.value().toDoubles();
      }
      int rows = x.shape().dim(0);
      NDArray y = NDArray.allocate(x.dtype(), Shape.of(rows, 4));
      for (int r = 0; r < rows; r++) {
        for (int o = 0; o < 4; o++) {
          double s = 0;
          for (int i = 0; i < 3; i++) {
            s += numbers[o * 3 + i] * x.get(r, i);
          }
          y.set(s, r, o);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(upstream.transpose(), x));
      return new NDArray[] {Matrices.product(upstream, w.value())};
    }
  }

  /** A dense layer, 3 → 5; planted: the gradient of the weight grows from walk to walk. */
  public static final class Dense5 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(3, 5), new Fan(3, 5), Init.fanInUniform());
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(5), new Fan(3, 5), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Dense5() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dw = Matrices.product(x.transpose(), upstream);
      w.leave(Matrices.combine(w.gradient(), dw, Double::sum));
      b.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** y = a · x with one number a; planted: its gradient is summed in a field, never reset. */
  public static final class Gain1 extends ManualLayer {
    private final ManualParam a =
        param("a", Param.Role.SCALE, Shape.of(1), Fan.NONE, Init.constant(1.5));
    private double[] x = {};
    private double total;

    /** Made by the test. */
    public Gain1() {
      super("gain");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double factor = a.value().get(0);
      return Matrices.map(inputs[0], v -> factor * v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        total += d[i] * x[i];
        d[i] *= a.value().get(0);
      }
      a.gradient().set(total, 0);
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** y = tanh(x · W) · Wᵀ; planted: of the two gradients of W, the second replaces the first. */
  public static final class Tied1 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.xavierNormal(1));
    private NDArray x;
    private NDArray h;

    /** Made by the test. */
    public Tied1() {
      super("autoencoder");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      h = Matrices.map(Matrices.product(x, w.value()), Math::tanh);
      return Matrices.product(h, w.value().transpose());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(upstream.transpose(), h));
      NDArray dh = Matrices.product(upstream, w.value());
      NDArray dz = Matrices.combine(dh, h, (d, v) -> d * (1 - v * v));
      w.leave(Matrices.product(x.transpose(), dz));
      return new NDArray[] {Matrices.product(dz, w.value().transpose())};
    }
  }

  /** y = x · γ for each of 5 columns; planted: the last row's gradient of γ replaces the sum. */
  public static final class Scale2 extends ManualLayer {
    private final ManualParam gamma =
        param("gamma", Param.Role.SCALE, Shape.of(5), Fan.NONE, Init.ones());
    private NDArray x;

    /** Made by the test. */
    public Scale2() {
      super("scale");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      if (x.shape().dim(1) != 5) {
        throw new IllegalArgumentException("[scale] 5 columns");
      }
      NDArray y = x.copy();
      for (int r = 0; r < x.shape().dim(0); r++) {
        for (int j = 0; j < 5; j++) {
          y.set(x.get(r, j) * gamma.value().get(j), r, j);
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = upstream.copy();
      for (int r = 0; r < x.shape().dim(0); r++) {
        for (int j = 0; j < 5; j++) {
          gamma.gradient().set(upstream.get(r, j) * x.get(r, j), j);
          dx.set(upstream.get(r, j) * gamma.value().get(j), r, j);
        }
      }
      return new NDArray[] {dx};
    }
  }
}
