package org.jacobi.learn.doctor.blind;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.Matrices;

/** Activations with one mistake each. */
public final class BlindActivationMistakes {
  private BlindActivationMistakes() {}

  /** tanh; planted: 1 − tanh²(y) in place of 1 − y². */
  public static final class Tanh1 extends ManualLayer {
    private NDArray out;

    /** Made by the test. */
    public Tanh1() {
      super("tanh");
    }

    private static double slope(double v) {
      double t = Math.tanh(v);
      return 1 - t * t;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      out = Matrices.map(one(inputs), Math::tanh);
      return out;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, out, (d, v) -> d * slope(v))};
    }
  }

  /** Logistic function; planted: its derivative is computed from the output as if it were x. */
  public static final class Sigmoid1 extends ManualLayer {
    private double[] a = {};

    /** Made by the test. */
    public Sigmoid1() {
      super("sigmoid");
    }

    private double sigma(double z) {
      return 1 / (1 + Math.exp(-z));
    }

    private double sigmaPrime(double z) {
      return sigma(z) * (1 - sigma(z));
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] z = inputs[0].toDoubles();
      a = new double[z.length];
      for (int i = 0; i < z.length; i++) {
        a[i] = sigma(z[i]);
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(a);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] delta = upstream.toDoubles();
      for (int i = 0; i < delta.length; i++) {
        delta[i] = delta[i] * sigmaPrime(a[i]);
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(delta)};
    }
  }

  /** Softplus; planted: the logistic function of the output in place of that of the input. */
  public static final class Softplus1 extends ManualLayer {
    private NDArray cache;

    /** Made by the test. */
    public Softplus1() {
      super("softplus");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      cache = Matrices.map(x, v -> v > 30 ? v : Math.log1p(Math.exp(v)));
      return cache;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray s = Matrices.map(cache, v -> 1 / (1 + Math.exp(-v)));
      return new NDArray[] {Matrices.combine(s, upstream, (p, d) -> p * d)};
    }
  }

  /** Logistic function; planted: x(1 − x) of the kept input in place of y(1 − y). */
  public static final class Sigmoid2 extends ManualLayer {
    private double[] kept = {};

    /** Made by the test. */
    public Sigmoid2() {
      super("logistic");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      kept = inputs[0].toDoubles();
      double[] y = Arrays.stream(kept).map(v -> 1 / (1 + Math.exp(-v))).toArray();
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] *= kept[i] * (1 - kept[i]);
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** tanh by index; planted: 1 − x² in place of 1 − y². */
  public static final class Tanh2 extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public Tanh2() {
      super("tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.map(x, Math::tanh);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray flat = upstream.copy().reshape(-1);
      NDArray given = x.reshape(-1);
      for (int i = 0; i < flat.size(); i++) {
        double v = given.get(i);
        flat.set(flat.get(i) * (1 - v * v), i);
      }
      return new NDArray[] {flat.reshape(upstream.shape().toArray())};
    }
  }

  /** ELU with alpha 1; planted: its derivative for the output, y + 1, is given x. */
  public static final class Elu1 extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public Elu1() {
      super("elu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.map(x, v -> v > 0 ? v : Math.exp(v) - 1);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, x, (d, v) -> v > 0 ? d : d * (v + 1))};
    }
  }

  /** tanh; planted: the local derivative is returned without the upstream gradient. */
  public static final class Tanh3 extends ManualLayer {
    private NDArray y;

    /** Made by the test. */
    public Tanh3() {
      super("tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = Matrices.map(inputs[0], v -> 2 / (1 + Math.exp(-2 * v)) - 1);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      requireUpstream(upstream, y.shape());
      return new NDArray[] {Matrices.map(y, v -> 1 - v * v)};
    }
  }

  /** ReLU; planted: the zeros are written into the upstream gradient, which is then returned. */
  public static final class Relu1 extends ManualLayer {
    private boolean[] dead = {};

    /** Made by the test. */
    public Relu1() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      dead = new boolean[v.length];
      for (int i = 0; i < v.length; i++) {
        dead[i] = v[i] <= 0;
        v[i] = dead[i] ? 0 : v[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(v);
    }

    @Override
    public NDArray[] backward(NDArray dout) {
      double[] d = dout.toDoubles();
      for (int i = 0; i < d.length; i++) {
        if (dead[i]) {
          d[i] = 0;
        }
      }
      dout.copyFrom(d);
      return new NDArray[] {dout};
    }
  }

  /** Swish; planted: the upstream array serves as memory for the product, the result is a copy. */
  public static final class Swish1 extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public Swish1() {
      super("swish");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs).copy();
      return Matrices.map(x, v -> v / (1 + Math.exp(-v)));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray s = Matrices.map(x, v -> 1 / (1 + Math.exp(-v)));
      NDArray slope = Matrices.combine(x, s, (v, p) -> p * (1 + v * (1 - p)));
      upstream.copyFrom(Matrices.combine(upstream, slope, (a, b) -> a * b));
      return new NDArray[] {upstream.copy()};
    }
  }

  /** ReLU; planted: negative numbers are cut off in the input array itself. */
  public static final class Relu2 extends ManualLayer {
    private boolean[] mask = {};

    /** Made by the test. */
    public Relu2() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      double[] v = x.toDoubles();
      mask = new boolean[v.length];
      for (int i = 0; i < v.length; i++) {
        mask[i] = v[i] > 0;
        v[i] = Math.max(v[i], 0);
      }
      x.copyFrom(v);
      return x.copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] = mask[i] ? d[i] : 0;
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** ReLU; planted: backward lets everything through. */
  public static final class Relu3 extends ManualLayer {
    /** Made by the test. */
    public Relu3() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return Matrices.map(one(inputs), v -> v > 0 ? v : 0);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy()};
    }
  }

  /** Logistic function; planted: backward computes in the array of the kept output. */
  public static final class Sigmoid3 extends ManualLayer {
    private double[] y = {};

    /** Made by the test. */
    public Sigmoid3() {
      super("sigmoid");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0].toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] = 1 / (1 + Math.exp(-y[i]));
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] = d[i] * y[i] * (1 - y[i]);
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(y)};
    }
  }

  /** Softplus; planted: log(1 + eˣ) overflows. */
  public static final class Softplus2 extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public Softplus2() {
      super("softplus");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.map(x, v -> Math.log(1 + Math.exp(v)));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, x, (d, v) -> d / (1 + Math.exp(-v)))};
    }
  }

  /** Logistic function as eˣ / (1 + eˣ); planted: that quotient overflows. */
  public static final class Sigmoid4 extends ManualLayer {
    private NDArray p;

    /** Made by the test. */
    public Sigmoid4() {
      super("sigmoid");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray e = Matrices.map(inputs[0], Math::exp);
      p = Matrices.map(e, v -> v / (1 + v));
      return p;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, p, (d, s) -> d * s * (1 - s))};
    }
  }

  /** Leaky ReLU; planted: slope 0.1 forward and 0.01 backward. */
  public static final class Leaky1 extends ManualLayer {
    private double[] x = {};

    /** Made by the test. */
    public Leaky1() {
      super("leaky_relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] > 0 ? x[i] : 0.1 * x[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] = x[i] > 0 ? d[i] : 0.01 * d[i];
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** GELU by tanh; planted: the inner derivative lacks its term with x². */
  public static final class Gelu1 extends ManualLayer {
    private static final double C = 0.7978845608028654;
    private NDArray x;

    /** Made by the test. */
    public Gelu1() {
      super("gelu");
    }

    private static double t(double v) {
      return Math.tanh(C * (v + 0.044715 * Math.pow(v, 3)));
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.map(x, v -> v / 2 * (1 + t(v)));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray slope = Matrices.map(x, v -> (1 + t(v)) / 2 + v / 2 * (1 - t(v) * t(v)) * C);
      return new NDArray[] {Matrices.combine(upstream, slope, (a, b) -> a * b)};
    }
  }

  /** The absolute value; planted: backward multiplies by |sign(x)|. */
  public static final class Abs1 extends ManualLayer {
    private NDArray x;

    /** Made by the test. */
    public Abs1() {
      super("abs");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs).copy();
      return Matrices.map(x, Math::abs);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx =
          Matrices.combine(upstream, x, (d, v) -> v == 0 ? 0 : d * Math.abs(v) / Math.abs(v));
      return new NDArray[] {dx};
    }
  }

  /** The square; planted: x in place of 2x. */
  public static final class Square1 extends ManualLayer {
    private double[] x = {};

    /** Made by the test. */
    public Square1() {
      super("square");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double[] y = x.clone();
      for (int i = 0; i < y.length; i++) {
        y[i] *= y[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] *= x[i];
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** 1 − σ(x); planted: the derivative lacks its minus. */
  public static final class Forget1 extends ManualLayer {
    private NDArray y;

    /** Made by the test. */
    public Forget1() {
      super("forget");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = Matrices.map(inputs[0], v -> 1 / (1 + Math.exp(v)));
      return y.copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(y, upstream, (v, d) -> v * (1 - v) * d)};
    }
  }

  /** tanh; planted: forward keeps its result and gives null. */
  public static final class Tanh4 extends ManualLayer {
    private NDArray y;

    /** Made by the test. */
    public Tanh4() {
      super("tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = Matrices.map(one(inputs), Math::tanh);
      return null;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, y, (d, v) -> d * (1 - v * v))};
    }
  }

  /** ReLU over all numbers in a row; planted: the gradient stays flat. */
  public static final class Relu4 extends ManualLayer {
    private double[] x = {};

    /** Made by the test. */
    public Relu4() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] > 0 ? x[i] : 0;
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] = x[i] > 0 ? d[i] : 0;
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), Shape.of(d.length)).copyFrom(d)};
    }
  }
}
