package org.jacobi.learn.doctor.blind;

import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.Matrices;

/** Activations that are right, in the styles in which people write them. */
public final class BlindActivations {
  private BlindActivations() {}

  /** tanh from the kept output; right. */
  public static final class TanhByOutput extends ManualLayer {
    private double[] y = {};

    /** Made by the test. */
    public TanhByOutput() {
      super("tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0].toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] = Math.tanh(y[i]);
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] *= 1 - y[i] * y[i];
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(d)};
    }
  }

  /** Leaky ReLU in float arithmetic, F32 whatever comes in, with x >= 0; right. */
  public static final class LeakyInFloats extends ManualLayer {
    private static final float SLOPE = 0.2f;
    private float[] x = {};
    private int[] dims = {};

    /** Made by the test. */
    public LeakyInFloats() {
      super("leaky");
    }

    @Override
    public NDArray forward(NDArray... in) {
      x = in[0].toFloats();
      dims = in[0].shape().toArray();
      float[] out = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        out[i] = x[i] >= 0f ? x[i] : SLOPE * x[i];
      }
      return NDArray.of(out, dims);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      float[] g = upstream.toFloats();
      for (int i = 0; i < g.length; i++) {
        if (x[i] < 0f) {
          g[i] = g[i] * SLOPE;
        }
      }
      return new NDArray[] {NDArray.of(g, dims)};
    }
  }

  /** ReLU for matrices by get and set, with x >= 0, where the derivative at 0 is 1; right. */
  public static final class ReluByIndex extends ManualLayer {
    private boolean[][] open = {};

    /** Made by the test. */
    public ReluByIndex() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      if (x.shape().rank() != 2) {
        throw new IllegalArgumentException("[relu] a matrix please, not " + x.shape());
      }
      int m = x.shape().dim(0);
      int n = x.shape().dim(1);
      open = new boolean[m][n];
      NDArray y = NDArray.zeros(x.dtype(), x.shape());
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          open[i][j] = x.get(i, j) >= 0;
          if (open[i][j]) {
            y.set(x.get(i, j), i, j);
          }
        }
      }
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = upstream.copy();
      for (int i = 0; i < open.length; i++) {
        for (int j = 0; j < open[i].length; j++) {
          if (!open[i][j]) {
            dx.set(0, i, j);
          }
        }
      }
      return new NDArray[] {dx};
    }
  }

  /** Softplus max(x, 0) + log1p(exp(-|x|)), backward by a logistic function; right. */
  public static final class StableSoftplus extends ManualLayer {
    private NDArray x = NDArray.permanent(DType.F32, Shape.of(0));

    /** Made by the test. */
    public StableSoftplus() {
      super("softplus");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      return Matrices.map(x, v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        Matrices.combine(upstream, x, (d, v) -> d * (1.0 / (1.0 + Math.exp(-v))))
      };
    }
  }

  /** ELU with alpha 0.7 whose derivative comes from the output, y + alpha; right. */
  public static final class EluByOutput extends ManualLayer {
    private final double alpha = 0.7;
    private NDArray kept = NDArray.permanent(DType.F32, Shape.of(0));

    /** Made by the test. */
    public EluByOutput() {
      super("elu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      kept = Matrices.map(one(inputs), x -> x > 0 ? x : alpha * Math.expm1(x));
      return kept.copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray slope = Matrices.map(kept, y -> y > 0 ? 1 : y + alpha);
      return new NDArray[] {Matrices.combine(slope, upstream, (s, d) -> s * d)};
    }
  }

  /** GELU in its approximation by tanh; right. */
  public static final class GeluByTanh extends ManualLayer {
    private static final double C = Math.sqrt(2 / Math.PI);
    private static final double A = 0.044715;
    private double[] x = {};
    private Shape shape = Shape.SCALAR;

    /** Made by the test. */
    public GeluByTanh() {
      super("gelu");
    }

    private static double inner(double v) {
      return C * (v + A * v * v * v);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].toDoubles();
      shape = inputs[0].shape();
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = 0.5 * x[i] * (1 + Math.tanh(inner(x[i])));
      }
      return NDArray.allocate(inputs[0].dtype(), shape).copyFrom(y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] g = upstream.toDoubles();
      for (int i = 0; i < g.length; i++) {
        double t = Math.tanh(inner(x[i]));
        double dInner = C * (1 + 3 * A * x[i] * x[i]);
        g[i] *= 0.5 * (1 + t) + 0.5 * x[i] * (1 - t * t) * dInner;
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), shape).copyFrom(g)};
    }
  }

  /** Swish by the product rule; right. */
  public static final class Swish extends ManualLayer {
    private NDArray x;
    private NDArray gate;

    /** Made by the test. */
    public Swish() {
      super("swish");
    }

    private static NDArray sigmoid(NDArray a) {
      return Matrices.map(a, v -> v >= 0 ? 1 / (1 + Math.exp(-v)) : 1 - 1 / (1 + Math.exp(v)));
    }

    private static NDArray times(NDArray a, NDArray b) {
      return Matrices.combine(a, b, (p, q) -> p * q);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      gate = sigmoid(x);
      return times(x, gate);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray slope = Matrices.combine(x, gate, (v, s) -> s + v * s * (1 - s));
      return new NDArray[] {times(upstream, slope)};
    }
  }

  /** Softsign x / (1 + |x|) with arrays of its own that each call writes anew; right. */
  public static final class BufferedSoftsign extends ManualLayer {
    private NDArray out;
    private NDArray grad;
    private double[] divisor = {};

    /** Made by the test. */
    public BufferedSoftsign() {
      super("softsign");
    }

    private static NDArray fitting(NDArray buffer, NDArray like) {
      boolean fits =
          buffer != null && buffer.dtype() == like.dtype() && buffer.shape().equals(like.shape());
      return fits ? buffer : NDArray.permanent(like.dtype(), like.shape());
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      divisor = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        divisor[i] = 1 + Math.abs(v[i]);
        v[i] /= divisor[i];
      }
      out = fitting(out, inputs[0]).copyFrom(v);
      return out;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      for (int i = 0; i < d.length; i++) {
        d[i] /= divisor[i] * divisor[i];
      }
      grad = fitting(grad, upstream).copyFrom(d);
      return new NDArray[] {grad};
    }
  }

  /** Hard tanh, x cut off at ±1.5; right. */
  public static final class HardTanh extends ManualLayer {
    private static final double EDGE = 1.5;
    private byte[] inside = {};

    /** Made by the test. */
    public HardTanh() {
      super("hard_tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = one(inputs).toDoubles();
      inside = new byte[v.length];
      for (int i = 0; i < v.length; i++) {
        if (v[i] > EDGE) {
          v[i] = EDGE;
        } else if (v[i] < -EDGE) {
          v[i] = -EDGE;
        } else {
          inside[i] = 1;
        }
      }
      return NDArray.allocate(inputs[0].dtype(), inputs[0].shape()).copyFrom(v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] d = upstream.toDoubles();
      double[] dx = new double[d.length];
      for (int i = 0; i < d.length; i++) {
        dx[i] = inside[i] == 1 ? d[i] : 0;
      }
      return new NDArray[] {NDArray.allocate(upstream.dtype(), upstream.shape()).copyFrom(dx)};
    }
  }

  /** Any function with a derivative, as engineers make them. */
  private abstract static class Elementwise extends ManualLayer {
    private final DoubleUnaryOperator f;
    private final DoubleUnaryOperator slope;
    private NDArray x;

    Elementwise(String name, DoubleUnaryOperator f, DoubleUnaryOperator slope) {
      super(name);
      this.f = f;
      this.slope = slope;
    }

    @Override
    public final NDArray forward(NDArray... inputs) {
      x = one(inputs).copy();
      return Matrices.map(x, f);
    }

    @Override
    public final NDArray[] backward(NDArray upstream) {
      requireUpstream(upstream, x.shape());
      NDArray local = Matrices.map(x, slope);
      return new NDArray[] {Matrices.combine(local, upstream, (a, b) -> a * b)};
    }
  }

  /** The arcus tangent from a base class of its own; right. */
  public static final class Arctan extends Elementwise {
    /** Made by the test. */
    public Arctan() {
      super("arctan", Math::atan, v -> 1 / (1 + v * v));
    }
  }

  /** The absolute value with the sign as its derivative; right. */
  public static final class Absolute extends Elementwise {
    /** Made by the test. */
    public Absolute() {
      super("abs", Math::abs, Math::signum);
    }
  }

  /** Half of the square, whose derivative is x itself; right. */
  public static final class HalfSquare extends Elementwise {
    /** Made by the test. */
    public HalfSquare() {
      super("half_square", v -> v * v / 2, v -> v);
    }
  }
}
