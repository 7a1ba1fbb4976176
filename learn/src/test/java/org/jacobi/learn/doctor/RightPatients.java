package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.*;
import org.jacobi.nn.*;
import org.jacobi.optim.*;

/** Layers and losses without a mistake, in various styles. */
final class RightPatients {
  private RightPatients() {}

  static final class Sigmoid extends ManualLayer {
    public Sigmoid() {
      super("sigmoid");
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
        out[i] = u[i] * w[i] * (1 - w[i]);
      }
      return alone(like(upstream, out));
    }
  }

  static final class Gelu extends ManualLayer {
    public Gelu() {
      super("gelu");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] * Plain.sigmoid(1.702 * v[i]);
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
        out[i] =
            u[i]
                * (Plain.sigmoid(1.702 * v[i])
                    + 1.702
                        * v[i]
                        * Plain.sigmoid(1.702 * v[i])
                        * (1 - Plain.sigmoid(1.702 * v[i])));
      }
      return alone(like(upstream, out));
    }
  }

  static final class LeakyRelu extends ManualLayer {
    public LeakyRelu() {
      super("leakyrelu");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = v[i] > 0 ? v[i] : 0.01 * v[i];
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
        out[i] = u[i] * (v[i] > 0 ? 1 : 0.01);
      }
      return alone(like(upstream, out));
    }
  }

  static final class HardTanh extends ManualLayer {
    public HardTanh() {
      super("hardtanh");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.max(-1, Math.min(1, v[i]));
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
        out[i] = v[i] > -1 && v[i] < 1 ? u[i] : 0;
      }
      return alone(like(upstream, out));
    }
  }

  static final class Absolute extends ManualLayer {
    public Absolute() {
      super("absolute");
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
        out[i] = u[i] * Math.signum(v[i]);
      }
      return alone(like(upstream, out));
    }
  }

  static final class Logarithm extends ManualLayer {
    public Logarithm() {
      super("logarithm");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.log(v[i]);
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
        out[i] = u[i] / v[i];
      }
      return alone(like(upstream, out));
    }
  }

  static final class Root extends ManualLayer {
    public Root() {
      super("root");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.sqrt(v[i]);
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
        out[i] = u[i] / (2 * w[i]);
      }
      return alone(like(upstream, out));
    }
  }

  static final class Exponential extends ManualLayer {
    public Exponential() {
      super("exponential");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.exp(v[i]);
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
        out[i] = u[i] * w[i];
      }
      return alone(like(upstream, out));
    }
  }

  static final class FloatTanh extends ManualLayer {
    public FloatTanh() {
      super("floattanh");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = (float) Math.tanh((float) v[i]);
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
        out[i] = (float) (u[i] * (1 - (float) w[i] * (float) w[i]));
      }
      return alone(like(upstream, out));
    }
  }

  static final class Softplus extends ManualLayer {
    public Softplus() {
      super("softplus");
    }

    private NDArray x;
    private NDArray y;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      double[] out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        out[i] = Math.max(v[i], 0) + Math.log1p(Math.exp(-Math.abs(v[i])));
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

  static final class Dense extends ManualLayer {
    public Dense() {
      super("dense");
    }

    private static final int IN = 4;
    private static final int OUT = 3;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(IN, OUT), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] b = bias.value().toDoubles();
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          double sum = b[j];
          for (int k = 0; k < IN; k++) {
            sum += v[r * IN + k] * w[k * OUT + j];
          }
          y[r * OUT + j] = sum;
        }
      }
      return like(x, Shape.of(rows, OUT), y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[IN * OUT];
      double[] db = new double[OUT];
      double[] dx = new double[rows * IN];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          db[j] += u[r * OUT + j];
          for (int k = 0; k < IN; k++) {
            dw[k * OUT + j] += v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  static final class DenseTurned extends ManualLayer {
    public DenseTurned() {
      super("denseturned");
    }

    private static final int IN = 4;
    private static final int OUT = 3;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(OUT, IN), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] b = bias.value().toDoubles();
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          double sum = b[j];
          for (int k = 0; k < IN; k++) {
            sum += v[r * IN + k] * w[j * IN + k];
          }
          y[r * OUT + j] = sum;
        }
      }
      return like(x, Shape.of(rows, OUT), y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[IN * OUT];
      double[] db = new double[OUT];
      double[] dx = new double[rows * IN];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          db[j] += u[r * OUT + j];
          for (int k = 0; k < IN; k++) {
            dw[j * IN + k] += v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[j * IN + k];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  static final class DenseWideTurned extends ManualLayer {
    public DenseWideTurned() {
      super("densewideturned");
    }

    private static final int IN = 3;
    private static final int OUT = 4;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(OUT, IN), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] b = bias.value().toDoubles();
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          double sum = b[j];
          for (int k = 0; k < IN; k++) {
            sum += v[r * IN + k] * w[j * IN + k];
          }
          y[r * OUT + j] = sum;
        }
      }
      return like(x, Shape.of(rows, OUT), y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[IN * OUT];
      double[] db = new double[OUT];
      double[] dx = new double[rows * IN];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          db[j] += u[r * OUT + j];
          for (int k = 0; k < IN; k++) {
            dw[j * IN + k] += v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[j * IN + k];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  static final class DenseLarge extends ManualLayer {
    public DenseLarge() {
      super("denselarge");
    }

    private static final int IN = 120;
    private static final int OUT = 30;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(IN, OUT), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] b = bias.value().toDoubles();
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          double sum = b[j];
          for (int k = 0; k < IN; k++) {
            sum += v[r * IN + k] * w[k * OUT + j];
          }
          y[r * OUT + j] = sum;
        }
      }
      return like(x, Shape.of(rows, OUT), y);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      double[] w = weight.value().toDoubles();
      double[] dw = new double[IN * OUT];
      double[] db = new double[OUT];
      double[] dx = new double[rows * IN];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          db[j] += u[r * OUT + j];
          for (int k = 0; k < IN; k++) {
            dw[k * OUT + j] += v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  static final class Embedding extends ManualLayer {
    public Embedding() {
      super("embedding");
    }

    private final ManualParam table =
        param("table", Param.Role.WEIGHT, Shape.of(7, 3), new Fan(7, 3), Init.normal(0, 1));
    private int[] rows;

    @Override
    public NDArray forward(NDArray... inputs) {
      if (!inputs[0].dtype().isInteger()) {
        throw new IllegalArgumentException("needs whole numbers");
      }
      rows = inputs[0].toInts();
      double[] all = table.value().toDoubles();
      double[] out = new double[rows.length * 3];
      for (int i = 0; i < out.length; i++) {
        out[i] = all[rows[i / 3] * 3 + i % 3];
      }
      return like(table.value(), Shape.of(rows.length, 3), out);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] out = new double[21];
      for (int i = 0; i < u.length; i++) {
        out[rows[i / 3] * 3 + i % 3] += u[i];
      }
      table.leave(like(upstream, table.shape(), out));
      return new NDArray[0];
    }
  }

  static final class KeyedDropout extends ManualLayer {
    public KeyedDropout() {
      super("keyeddropout");
    }

    private static final double P = 0.4;
    private double[] mask;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      mask = new double[(int) x.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = Randomness.SETTING.get().derive("mask").uniform(i) < P ? 0 : 1 / (1 - P);
      }
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] *= mask[i];
      }
      return like(x, v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] *= mask[i];
      }
      return alone(like(upstream, u));
    }
  }

  static final class OwnDropout extends ManualLayer {
    public OwnDropout() {
      super("owndropout");
    }

    private final Random random = new Random();
    private static final double P = 0.4;
    private double[] mask;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      mask = new double[(int) x.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextDouble() < P ? 0 : 1 / (1 - P);
      }
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] *= mask[i];
      }
      return like(x, v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] *= mask[i];
      }
      return alone(like(upstream, u));
    }
  }

  static final class ClassicDropout extends ManualLayer {
    public ClassicDropout() {
      super("classicdropout");
    }

    private static final double P = 0.4;
    private double[] mask;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      mask = new double[(int) x.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] =
            Mode.SETTING.get() == Mode.EVALUATE
                ? 1 - P
                : Randomness.SETTING.get().derive("mask").uniform(i) < P ? 0 : 1;
      }
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] *= mask[i];
      }
      return like(x, v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] *= mask[i];
      }
      return alone(like(upstream, u));
    }
  }

  static final class FloatDense extends ManualLayer {
    public FloatDense() {
      super("floatdense");
    }

    private final ManualParam weight =
        param("w", Param.Role.WEIGHT, Shape.of(6, 2), new Fan(6, 2), Init.fanInUniform());
    private float[] x;
    private int rows;

    @Override
    public NDArray forward(NDArray... inputs) {
      rows = inputs[0].shape().dim(0);
      x = inputs[0].toFloats();
      float[] w = weight.value().toFloats();
      float[] y = new float[rows * 2];
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < 6; k++) {
          for (int j = 0; j < 2; j++) {
            y[r * 2 + j] += x[r * 6 + k] * w[k * 2 + j];
          }
        }
      }
      return NDArray.of(y, rows, 2);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      float[] u = upstream.toFloats();
      float[] w = weight.value().toFloats();
      float[] dw = new float[12];
      float[] dx = new float[rows * 6];
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < 6; k++) {
          for (int j = 0; j < 2; j++) {
            dw[k * 2 + j] += x[r * 6 + k] * u[r * 2 + j];
            dx[r * 6 + k] += u[r * 2 + j] * w[k * 2 + j];
          }
        }
      }
      weight.leave(NDArray.of(dw, 6, 2));
      return alone(NDArray.of(dx, rows, 6));
    }
  }

  static final class OneBuffer extends ManualLayer {
    public OneBuffer() {
      super("onebuffer");
    }

    private NDArray buffer;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        v[i] = v[i] * v[i];
      }
      return into(x, v);
    }

    private NDArray into(NDArray like, double[] v) {
      if (buffer == null
          || !buffer.shape().equals(like.shape())
          || buffer.dtype() != like.dtype()) {
        buffer = NDArray.permanent(like.dtype(), like.shape());
      }
      return buffer.copyFrom(v); // the same array for output and gradient, each time
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        u[i] *= 2 * v[i];
      }
      return alone(into(x, u));
    }
  }

  static final class Identity extends ManualLayer {
    public Identity() {
      super("identity");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return inputs[0];
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream);
    }
  }

  static final class MatMulOfTwo extends ManualLayer {
    public MatMulOfTwo() {
      super("matmuloftwo");
    }

    private NDArray a;
    private NDArray b;

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      a = inputs[0];
      b = inputs[1];
      return Matrices.product(a, b);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        Matrices.product(upstream, b.transpose()), Matrices.product(a.transpose(), upstream)
      };
    }
  }

  static final class SumOfAll extends ManualLayer {
    public SumOfAll() {
      super("sumofall");
    }

    private int count;

    @Override
    public NDArray forward(NDArray... inputs) {
      count = inputs.length;
      NDArray sum = inputs[0].copy();
      for (int i = 1; i < count; i++) {
        sum = Matrices.combine(sum, inputs[i], Double::sum);
      }
      return sum;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray[] all = new NDArray[count];
      Arrays.fill(all, upstream);
      return all;
    }
  }

  static final class Tied extends ManualLayer {
    public Tied() {
      super("tied");
    }

    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;
    private NDArray h;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      h = Matrices.product(x, weight.value());
      return Matrices.product(h, weight.value().transpose());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dh = Matrices.product(upstream, weight.value());
      NDArray first = Matrices.product(upstream.transpose(), h);
      weight.leave(Matrices.combine(first, Matrices.product(x.transpose(), dh), Double::sum));
      return new NDArray[] {Matrices.product(dh, weight.value().transpose())};
    }
  }

  static final class MaxPool extends ManualLayer {
    public MaxPool() {
      super("maxpool");
    }

    private int[] chosen;
    private Shape shape;

    @Override
    public NDArray forward(NDArray... inputs) {
      shape = inputs[0].shape();
      int h = shape.dim(0);
      int w = shape.dim(1);
      if (shape.rank() != 2 || h % 2 != 0 || w % 2 != 0) {
        throw new IllegalArgumentException("an image with even sides, please");
      }
      double[] v = inputs[0].toDoubles();
      double[] out = new double[h * w / 4];
      chosen = new int[out.length];
      for (int i = 0; i < out.length; i++) {
        int row = i / (w / 2) * 2;
        int column = i % (w / 2) * 2;
        int best = row * w + column;
        for (int other : new int[] {best + 1, best + w, best + w + 1}) {
          best = v[other] > v[best] ? other : best;
        }
        chosen[i] = best;
        out[i] = v[best];
      }
      return like(inputs[0], Shape.of(h / 2, w / 2), out);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[(int) shape.size()];
      for (int i = 0; i < u.length; i++) {
        dx[chosen[i]] += u[i];
      }
      return alone(like(upstream, shape, dx));
    }
  }

  static final class FarAway extends ManualLayer {
    public FarAway() {
      super("faraway");
    }

    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        if (v[i] < 100 || v[i] > 200 || x.shape().rank() != 3) {
          throw new IllegalArgumentException("100 to 200 only");
        }
        v[i] = Math.sqrt(v[i] - 90);
      }
      return like(x, v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      for (int i = 0; i < v.length; i++) {
        u[i] /= 2 * Math.sqrt(v[i] - 90);
      }
      return alone(like(upstream, u));
    }

    @Override
    public List<NDArray> example(int rows, DType dtype, org.jacobi.tensor.Rng rng) {
      return List.of(rng.fillUniform(NDArray.allocate(dtype, Shape.of(rows, 2, 3)), 110, 190));
    }
  }

  static final class SoftmaxColumns extends ManualLayer {
    public SoftmaxColumns() {
      super("softmaxcolumns");
    }

    private NDArray p;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray turned = inputs[0].transpose();
      p = like(turned, Plain.softmax(turned.toDoubles(), turned.shape().dim(1)));
      return p.transpose().copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.transpose().toDoubles();
      double[] v = p.toDoubles();
      int columns = p.shape().dim(1);
      double[] dx = new double[u.length];
      for (int i = 0; i < u.length; i++) {
        double sum = 0;
        for (int k = i / columns * columns; k < (i / columns + 1) * columns; k++) {
          sum += u[k] * v[k];
        }
        dx[i] = v[i] * (u[i] - sum);
      }
      return alone(like(p, dx).transpose());
    }
  }

  static final class Squares extends ManualLoss {
    public Squares() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]) / 2;
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  static final class SquaresSum extends ManualLoss {
    public SquaresSum() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]);
      }
      return Plain.number(x, loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * 2 * (p[i] - t[i]);
      }
      return alone(like(x, dx));
    }
  }

  static final class SquaresOfAll extends ManualLoss {
    public SquaresOfAll() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]);
      }
      return Plain.number(x, loss / p.length);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * 2 * (p[i] - t[i]) / p.length;
      }
      return alone(like(x, dx));
    }
  }

  static final class Classes extends ManualLoss {
    public Classes() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      int[] labels = inputs[1].toInts();
      if (inputs[1].shape().rank() != 1) {
        throw new IllegalArgumentException("class numbers, please");
      }
      t = new double[p.length];
      double loss = 0;
      for (int r = 0; r < rows; r++) {
        int at = r * x.shape().dim(1) + labels[r];
        t[at] = 1;
        loss -= Math.log(p[at] + 1e-7);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  static final class OneHot extends ManualLoss {
    public OneHot() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += -t[i] * Math.log(p[i] + 1e-7);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  static final class Probabilities extends ManualLoss {
    public Probabilities() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += -t[i] * Math.log(Math.max(p[i], 1e-12));
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * -t[i] / Math.max(p[i], 1e-12) / rows;
      }
      return alone(like(x, dx));
    }
  }

  static final class BinaryLogits extends ManualLoss {
    public BinaryLogits() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Arrays.stream(x.toDoubles()).map(Plain::sigmoid).toArray();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss +=
            Math.max(x.toDoubles()[i], 0)
                - x.toDoubles()[i] * t[i]
                + Math.log1p(Math.exp(-Math.abs(x.toDoubles()[i])));
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  static final class Huber extends ManualLoss {
    public Huber() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss +=
            Math.abs(p[i] - t[i]) < 0.5
                ? (p[i] - t[i]) * (p[i] - t[i]) / 2
                : 0.5 * (Math.abs(p[i] - t[i]) - 0.25);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * Math.max(-0.5, Math.min(0.5, p[i] - t[i])) / rows;
      }
      return alone(like(x, dx));
    }
  }
}
