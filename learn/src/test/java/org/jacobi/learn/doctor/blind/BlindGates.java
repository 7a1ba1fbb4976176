package org.jacobi.learn.doctor.blind;

import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.Matrices;

/** Layers with several inputs, right ones and others. */
public final class BlindGates {
  private BlindGates() {}

  /** a − b; right. */
  public static final class Subtract extends ManualLayer {
    /** Made by the test. */
    public Subtract() {
      super("subtract");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      return Matrices.combine(inputs[0], inputs[1], (a, b) -> a - b);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy(), Matrices.map(upstream, d -> -d)};
    }
  }

  /** A gate over two candidates, y = g · a + (1 − g) · b with inputs g, a, b; right. */
  public static final class Blend extends ManualLayer {
    private double[] g = {};
    private double[] a = {};
    private double[] b = {};

    /** Made by the test. */
    public Blend() {
      super("blend");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(3, inputs);
      g = inputs[0].toDoubles();
      a = inputs[1].toDoubles();
      b = inputs[2].toDoubles();
      double[] y = new double[g.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = b[i] + g[i] * (a[i] - b[i]);
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] dg = new double[d.length];
      double[] da = new double[d.length];
      double[] db = new double[d.length];
      for (int i = 0; i < d.length; i++) {
        dg[i] = d[i] * (a[i] - b[i]);
        da[i] = d[i] * g[i];
        db[i] = d[i] - da[i];
      }
      NDArray like = upstream;
      return new NDArray[] {
        NDArray.allocate(like.dtype(), like.shape()).copyFrom(dg),
        NDArray.allocate(like.dtype(), like.shape()).copyFrom(da),
        NDArray.allocate(like.dtype(), like.shape()).copyFrom(db)
      };
    }
  }

  /** The larger of two; right. */
  public static final class Larger extends ManualLayer {
    private NDArray first;

    /** Made by the test. */
    public Larger() {
      super("max");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      first = Matrices.combine(inputs[0], inputs[1], (a, b) -> a >= b ? 1 : 0);
      return Matrices.combine(inputs[0], inputs[1], Math::max);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        Matrices.combine(upstream, first, (d, m) -> d * m),
        Matrices.combine(upstream, first, (d, m) -> d * (1 - m))
      };
    }
  }

  /** σ(a) · b; right. */
  public static final class Gated extends ManualLayer {
    private NDArray gate;
    private NDArray value;

    /** Made by the test. */
    public Gated() {
      super("gated");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      gate = Matrices.map(inputs[0], v -> 1 / (1 + Math.exp(-v)));
      value = inputs[1].copy();
      return Matrices.combine(gate, value, (s, v) -> s * v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dGate = Matrices.combine(upstream, value, (d, v) -> d * v);
      NDArray da = Matrices.combine(dGate, gate, (d, s) -> d * s * (1 - s));
      return new NDArray[] {da, Matrices.combine(upstream, gate, (d, s) -> d * s)};
    }
  }

  /** a − b; planted: both inputs get the upstream gradient with its own sign. */
  public static final class Subtract1 extends ManualLayer {
    /** Made by the test. */
    public Subtract1() {
      super("subtract");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] a = inputs[0].toDoubles();
      double[] b = inputs[1].toDoubles();
      for (int i = 0; i < a.length; i++) {
        a[i] -= b[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(a);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy(), upstream.copy()};
    }
  }

  /** The mean of two inputs; planted: both get the whole upstream gradient, as of a sum. */
  public static final class Middle1 extends ManualLayer {
    /** Made by the test. */
    public Middle1() {
      super("middle");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      return Matrices.combine(inputs[0], inputs[1], (a, b) -> (a + b) / 2);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy(), upstream.copy()};
    }
  }

  /** a · b; planted: there is a gradient for the first input only. */
  public static final class Product1 extends ManualLayer {
    private NDArray b;

    /** Made by the test. */
    public Product1() {
      super("product");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      b = inputs[1];
      return Matrices.combine(inputs[0], inputs[1], (p, q) -> p * q);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, b, (d, v) -> d * v)};
    }
  }

  /** a · b; planted: the local derivatives are returned without the upstream gradient. */
  public static final class Product2 extends ManualLayer {
    private NDArray x;
    private NDArray y;

    /** Made by the test. */
    public Product2() {
      super("product");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      x = inputs[0];
      y = inputs[1];
      return Matrices.combine(x, y, (p, q) -> p * q);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {y.copy(), x.copy()};
    }
  }

  /** a · b; planted: the product is computed in the array of the first input. */
  public static final class Product3 extends ManualLayer {
    private double[] a = {};
    private double[] b = {};

    /** Made by the test. */
    public Product3() {
      super("product");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      a = inputs[0].toDoubles();
      b = inputs[1].toDoubles();
      double[] z = a.clone();
      for (int i = 0; i < z.length; i++) {
        z[i] *= b[i];
      }
      return inputs[0].copyFrom(z);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] da = new double[d.length];
      double[] db = new double[d.length];
      for (int i = 0; i < d.length; i++) {
        da[i] = d[i] * b[i];
        db[i] = d[i] * a[i];
      }
      return new NDArray[] {
        NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(da),
        NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(db)
      };
    }
  }

  /** y = x + tanh(x); planted: the way through tanh replaces the way past it. */
  public static final class Residual1 extends ManualLayer {
    private double[] t = {};

    /** Made by the test. */
    public Residual1() {
      super("residual");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] x = one(inputs).toDoubles();
      t = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        t[i] = Math.tanh(x[i]);
        x[i] += t[i];
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(x);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] dx = d.clone(); // past the function
      for (int i = 0; i < d.length; i++) {
        dx[i] = d[i] * (1 - t[i] * t[i]); // through it
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(dx)};
    }
  }

  /** The larger of two; planted: both inputs get the upstream gradient, whichever was larger. */
  public static final class Larger1 extends ManualLayer {
    /** Made by the test. */
    public Larger1() {
      super("max");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      return Matrices.combine(inputs[0], inputs[1], Math::max);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream.copy(), upstream.copy()};
    }
  }
}
