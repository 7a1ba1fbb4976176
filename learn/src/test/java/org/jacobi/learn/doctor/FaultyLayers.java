package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.*;
import org.jacobi.nn.*;
import org.jacobi.optim.*;

/** Layers without parameters, one planted mistake in each. */
final class FaultyLayers {
  private FaultyLayers() {}

  @Has(Mistake.DERIVATIVE_AT_ACTIVATION)
  static final class SigmoidAtOutput extends ManualLayer {
    public SigmoidAtOutput() {
      super("sigmoidatoutput");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Plain.sigmoid(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * Plain.sigmoid(w[i]) * (1 - Plain.sigmoid(w[i]));
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_ACTIVATION)
  static final class TanhAtOutput extends ManualLayer {
    public TanhAtOutput() {
      super("tanhatoutput");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.tanh(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * (1 - Math.tanh(w[i]) * Math.tanh(w[i]));
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_PREACTIVATION)
  static final class SigmoidOfInput extends ManualLayer {
    public SigmoidOfInput() {
      super("sigmoidofinput");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Plain.sigmoid(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * v[i] * (1 - v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_PREACTIVATION)
  static final class TanhOfInput extends ManualLayer {
    public TanhOfInput() {
      super("tanhofinput");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.tanh(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * (1 - v[i] * v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.DERIVATIVE_AT_PREACTIVATION)
  static final class ScaledTanhOfInput extends ManualLayer {
    public ScaledTanhOfInput() {
      super("scaledtanhofinput");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = 1.5 * Math.tanh(v[i] / 2);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * 0.75 * (1 - v[i] * v[i] / 2.25);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.FACTOR_HALF)
  static final class SquareHalf extends ManualLayer {
    public SquareHalf() {
      super("squarehalf");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] * v[i];
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * v[i];
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.SIGN_LOST)
  static final class AbsWithoutSign extends ManualLayer {
    public AbsWithoutSign() {
      super("abswithoutsign");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.abs(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i];
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class CosTurned extends ManualLayer {
    public CosTurned() {
      super("costurned");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.cos(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * Math.sin(v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.UPSTREAM_IGNORED)
  static final class SigmoidWithoutUpstream extends ManualLayer {
    public SigmoidWithoutUpstream() {
      super("sigmoidwithoutupstream");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Plain.sigmoid(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = w[i] * (1 - w[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.MASK_NOT_APPLIED)
  static final class ReluWithoutMask extends ManualLayer {
    public ReluWithoutMask() {
      super("reluwithoutmask");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.max(v[i], 0);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i];
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class CubeWrong extends ManualLayer {
    public CubeWrong() {
      super("cubewrong");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] * v[i] * v[i];
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * (3 * v[i] * v[i] + 0.25 * v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.OVERFLOW)
  static final class NaiveTanh extends ManualLayer {
    public NaiveTanh() {
      super("naivetanh");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = (Math.exp(v[i]) - Math.exp(-v[i])) / (Math.exp(v[i]) + Math.exp(-v[i]));
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * (1 - w[i] * w[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.OVERFLOW)
  static final class NaiveSoftplus extends ManualLayer {
    public NaiveSoftplus() {
      super("naivesoftplus");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.log(1 + Math.exp(v[i]));
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * Plain.sigmoid(v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.NOT_A_NUMBER)
  static final class BackwardNaN extends ManualLayer {
    public BackwardNaN() {
      super("backwardnan");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] * v[i];
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * Math.sqrt(v[i] * 2) * Math.sqrt(v[i] * 2);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class SwishForgetsFactor extends ManualLayer {
    public SwishForgetsFactor() {
      super("swishforgetsfactor");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] * Plain.sigmoid(v[i]);
      }
      y = like(x, out);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = y.toDoubles();
      double[] out = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        out[i] = u[i] * Plain.sigmoid(v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  @Has(Mistake.INPUT_OVERWRITTEN)
  static final class ReluInPlace extends ManualLayer {
    public ReluInPlace() {
      super("reluinplace");
    }

    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] = Math.max(v[i], 0);
      }
      return x.copyFrom(v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        u[i] = v[i] > 0 ? u[i] : 0;
      }
      return alone(like(upstream, u));
    }
  }

  @Has(Mistake.UPSTREAM_OVERWRITTEN)
  static final class ReluIntoUpstream extends ManualLayer {
    public ReluIntoUpstream() {
      super("reluintoupstream");
    }

    private boolean[] blocked;

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      blocked = new boolean[v.length];
      for (int i = 0; i < v.length; i++) {
        blocked[i] = v[i] <= 0;
        v[i] = blocked[i] ? 0 : v[i];
      }
      return like(inputs[0], v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] = blocked[i] ? 0 : u[i];
      }
      return alone(upstream.copyFrom(u));
    }
  }

  @Has(Mistake.STORED_OVERWRITTEN)
  static final class SigmoidEatsOutput extends ManualLayer {
    public SigmoidEatsOutput() {
      super("sigmoideatsoutput");
    }

    private double[] y;

    @Override
    public NDArray forward(NDArray... inputs) {
      y = inputs[0].toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] = Plain.sigmoid(y[i]);
      }
      return like(inputs[0], y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < y.length; i++) {
        y[i] = u[i] * y[i] * (1 - y[i]);
      }
      return alone(like(upstream, y));
    }
  }

  @Has(Mistake.NULL_OUTPUT)
  static final class GivesNull extends ManualLayer {
    public GivesNull() {
      super("givesnull");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return null;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream);
    }
  }

  @Has(Mistake.THROWS)
  static final class AlwaysThrows extends ManualLayer {
    public AlwaysThrows() {
      super("alwaysthrows");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      throw new UnsupportedOperationException("to do");
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream);
    }
  }

  @Has(Mistake.THROWS)
  static final class BackwardThrows extends ManualLayer {
    public BackwardThrows() {
      super("backwardthrows");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return inputs[0].copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      throw new UnsupportedOperationException("to do");
    }
  }

  @Has(Mistake.THROWS)
  static final class BackwardThrowsAnError extends ManualLayer {
    public BackwardThrowsAnError() {
      super("backwardthrowsanerror");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return inputs[0].copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      throw new Error("to do");
    }
  }

  @Has(Mistake.NOT_A_NUMBER)
  static final class ForwardNaN extends ManualLayer {
    public ForwardNaN() {
      super("forwardnan");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      double mean = Arrays.stream(v).average().orElse(0);
      double sum = Arrays.stream(v).map(a -> a - mean).map(a -> a * 0).sum();
      return like(inputs[0], Arrays.stream(v).map(a -> (a - mean) / sum).toArray());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream);
    }
  }

  @Has(Mistake.NEVER_RETURNS)
  static final class Endless extends ManualLayer {
    public Endless() {
      super("endless");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] v = inputs[0].toDoubles();
      for (int i = 0; i < v.length; i = Math.max(i, 0)) {
        v[i] = Math.max(v[i], 0);
      }
      return like(inputs[0], v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream);
    }
  }

  @Has(Mistake.WRONG_SHAPE)
  static final class MeanOfRowsTurnedShape extends ManualLayer {
    public MeanOfRowsTurnedShape() {
      super("meanofrowsturnedshape");
    }

    private Shape shape;

    @Override
    public NDArray forward(NDArray... inputs) {
      shape = inputs[0].shape();
      int columns = shape.dim(1);
      double[] v = inputs[0].toDoubles();
      double[] mean = new double[columns];
      for (int i = 0; i < v.length; i++) {
        mean[i % columns] += v[i] / shape.dim(0);
      }
      return like(inputs[0], Shape.of(columns), mean);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] /= shape.dim(0);
      }
      return alone(like(upstream, u)); // one row in place of all
    }
  }

  @Has(Mistake.NOTHING_RETURNED)
  static final class MultiplyForgetsSecond extends ManualLayer {
    public MultiplyForgetsSecond() {
      super("multiplyforgetssecond");
    }

    private NDArray b;

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      b = inputs[1].copy();
      return Matrices.combine(inputs[0], inputs[1], (p, q) -> p * q);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.combine(upstream, b, (p, q) -> p * q), null};
    }
  }

  @Has(Mistake.SOFTMAX_DIAGONAL_ONLY)
  static final class SoftmaxDiagonal extends ManualLayer {
    public SoftmaxDiagonal() {
      super("softmaxdiagonal");
    }

    private double[] p;
    private int columns;

    @Override
    public NDArray forward(NDArray... inputs) {
      columns = inputs[0].shape().dim(1);
      p = Plain.softmax(inputs[0].toDoubles(), columns);
      return like(inputs[0], p);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] *= p[i] * (1 - p[i]);
      }
      return alone(like(upstream, u));
    }
  }

  @Has(Mistake.SOFTMAX_WRONG_POWER)
  static final class SoftmaxCubed extends ManualLayer {
    public SoftmaxCubed() {
      super("softmaxcubed");
    }

    private double[] e;
    private int columns;

    @Override
    public NDArray forward(NDArray... inputs) {
      double[] x = inputs[0].toDoubles();
      columns = inputs[0].shape().dim(1);
      e = new double[x.length];
      double[] p = new double[x.length];
      for (int from = 0; from < x.length; from += columns) {
        double most = Arrays.stream(x, from, from + columns).max().orElse(0);
        double sum = 0;
        for (int i = from; i < from + columns; i++) {
          e[i] = Math.exp(x[i] - most);
          sum += e[i];
        }
        for (int i = from; i < from + columns; i++) {
          p[i] = e[i] / sum;
        }
      }
      return like(inputs[0], p);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[u.length];
      for (int from = 0; from < u.length; from += columns) {
        double sum = 0;
        for (int i = from; i < from + columns; i++) {
          sum += e[i];
        }
        for (int j = from; j < from + columns; j++) {
          dx[j] = u[j] * e[j] / sum;
          for (int i = from; i < from + columns; i++) {
            dx[j] -= u[i] * e[i] * e[j] / (sum * sum * sum);
          }
        }
      }
      return alone(like(upstream, dx));
    }
  }

  @Has(Mistake.OVERFLOW)
  static final class NaiveSoftmax extends ManualLayer {
    public NaiveSoftmax() {
      super("naivesoftmax");
    }

    private double[] p;
    private int columns;

    @Override
    public NDArray forward(NDArray... inputs) {
      columns = inputs[0].shape().dim(1);
      p = inputs[0].toDoubles();
      for (int from = 0; from < p.length; from += columns) {
        double sum = 0;
        for (int i = from; i < from + columns; i++) {
          p[i] = Math.exp(p[i]);
          sum += p[i];
        }
        for (int i = from; i < from + columns; i++) {
          p[i] /= sum;
        }
      }
      return like(inputs[0], p);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[u.length];
      for (int from = 0; from < u.length; from += columns) {
        double sum = 0;
        for (int i = from; i < from + columns; i++) {
          sum += u[i] * p[i];
        }
        for (int i = from; i < from + columns; i++) {
          dx[i] = p[i] * (u[i] - sum);
        }
      }
      return alone(like(upstream, dx));
    }
  }
}
