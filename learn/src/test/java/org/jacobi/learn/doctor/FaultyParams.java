package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.Random;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.*;
import org.jacobi.nn.*;
import org.jacobi.optim.*;

/** Layers with parameters or random numbers, one planted mistake in each. */
final class FaultyParams {
  private FaultyParams() {}

  @Has(Mistake.BIAS_NOT_SUMMED)
  static final class BiasOfLastRow extends ManualLayer {
    public BiasOfLastRow() {
      super("biasoflastrow");
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
          db[j] = u[r * OUT + j];
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

  @Has(Mistake.BIAS_AVERAGED)
  static final class BiasMean extends ManualLayer {
    public BiasMean() {
      super("biasmean");
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
          db[j] += u[r * OUT + j] / rows;
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

  @Has(Mistake.BATCH_FACTOR_EXTRA)
  static final class AllAveraged extends ManualLayer {
    public AllAveraged() {
      super("allaveraged");
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
          db[j] += u[r * OUT + j] / rows;
          for (int k = 0; k < IN; k++) {
            dw[k * OUT + j] += v[r * IN + k] * u[r * OUT + j] / rows;
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class WeightOfLastRow extends ManualLayer {
    public WeightOfLastRow() {
      super("weightoflastrow");
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
            dw[k * OUT + j] = v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.NOTHING_RETURNED)
  static final class NoBiasGradient extends ManualLayer {
    public NoBiasGradient() {
      super("nobiasgradient");
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
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.WEIGHT_GRADIENT_TRANSPOSED)
  static final class SquareTurned extends ManualLayer {
    public SquareTurned() {
      super("squareturned");
    }

    private static final int IN = 4;
    private static final int OUT = 4;

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
            dw[j * IN + k] += v[r * IN + k] * u[r * OUT + j];
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.WEIGHT_NOT_TRANSPOSED)
  static final class SquareNotTurned extends ManualLayer {
    public SquareNotTurned() {
      super("squarenotturned");
    }

    private static final int IN = 4;
    private static final int OUT = 4;

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
            dx[r * IN + k] += u[r * OUT + j] * w[j * IN + k];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.WEIGHT_NOT_TRANSPOSED)
  static final class FlatNotTurned extends ManualLayer {
    public FlatNotTurned() {
      super("flatnotturned");
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
            dx[r * IN + k] += u[r * OUT + j] * w[k * OUT + j];
          }
        }
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.INITIAL_WEIGHTS_USED)
  static final class OldWeightsForward extends ManualLayer {
    public OldWeightsForward() {
      super("oldweightsforward");
    }

    private static final int IN = 4;
    private static final int OUT = 3;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(IN, OUT), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;
    private double[] kept;

    private double[] first() {
      kept = kept == null ? weight.value().toDoubles() : kept;
      return kept;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      double[] v = x.toDoubles();
      double[] w = first();
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

  @Has(Mistake.INITIAL_WEIGHTS_USED)
  static final class OldWeightsBackward extends ManualLayer {
    public OldWeightsBackward() {
      super("oldweightsbackward");
    }

    private static final int IN = 5;
    private static final int OUT = 2;

    private final ManualParam weight =
        param(
            "weight", Param.Role.WEIGHT, Shape.of(OUT, IN), new Fan(IN, OUT), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(OUT), new Fan(IN, OUT), Init.zeros());
    private NDArray x;
    private double[] kept;

    private double[] first() {
      kept = kept == null ? weight.value().toDoubles() : kept;
      return kept;
    }

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
      double[] w = first();
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

  @Has(Mistake.GRADIENT_ACCUMULATED)
  static final class AddsUp extends ManualLayer {
    public AddsUp() {
      super("addsup");
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
      double[] before = weight.gradient().toDoubles();
      for (int i = 0; i < dw.length; i++) {
        dw[i] += before[i];
      }
      weight.leave(like(x, weight.shape(), dw));
      bias.leave(like(x, bias.shape(), db));
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.PARAMETER_WITHOUT_EFFECT)
  static final class ForgetsBias extends ManualLayer {
    public ForgetsBias() {
      super("forgetsbias");
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
      double[] y = new double[rows * OUT];
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < OUT; j++) {
          double sum = 0;
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

  @Has(Mistake.BIAS_NOT_SUMMED)
  static final class SpreadBias extends ManualLayer {
    public SpreadBias() {
      super("spreadbias");
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
      bias.leave(upstream);
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.WEIGHT_GRADIENT_TRANSPOSED)
  static final class MatrixTurned extends ManualLayer {
    public MatrixTurned() {
      super("matrixturned");
    }

    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, weight.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      weight.leave(Matrices.product(upstream.transpose(), x));
      return new NDArray[] {Matrices.product(upstream, weight.value().transpose())};
    }
  }

  @Has(Mistake.WEIGHT_NOT_TRANSPOSED)
  static final class MatrixNotTurned extends ManualLayer {
    public MatrixNotTurned() {
      super("matrixnotturned");
    }

    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, weight.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      weight.leave(Matrices.product(x.transpose(), upstream));
      return new NDArray[] {Matrices.product(upstream, weight.value())};
    }
  }

  @Has(Mistake.DERIVATIVE_AT_PREACTIVATION)
  static final class DenseSigmoidOfInput extends ManualLayer {
    public DenseSigmoidOfInput() {
      super("densesigmoidofinput");
    }

    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;
    private NDArray z;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      z = Matrices.product(x, weight.value());
      return Matrices.map(z, Plain::sigmoid);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dz = Matrices.combine(upstream, z, (u, v) -> u * v * (1 - v));
      weight.leave(Matrices.product(x.transpose(), dz));
      return new NDArray[] {Matrices.product(dz, weight.value().transpose())};
    }
  }

  @Has(Mistake.MASK_NOT_APPLIED)
  static final class DenseReluOpen extends ManualLayer {
    public DenseReluOpen() {
      super("densereluopen");
    }

    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.map(Matrices.product(x, weight.value()), v -> Math.max(0, v));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      weight.leave(Matrices.product(x.transpose(), upstream));
      return new NDArray[] {Matrices.product(upstream, weight.value().transpose())};
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class EmbeddingReplaces extends ManualLayer {
    public EmbeddingReplaces() {
      super("embeddingreplaces");
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
        out[rows[i / 3] * 3 + i % 3] = u[i];
      }
      table.leave(like(upstream, table.shape(), out));
      return new NDArray[0];
    }
  }

  @Has(Mistake.GRADIENT_NOT_ACCUMULATED)
  static final class TiedOnce extends ManualLayer {
    public TiedOnce() {
      super("tiedonce");
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
      weight.leave(Matrices.product(upstream.transpose(), h));
      weight.leave(Matrices.product(x.transpose(), dh)); // replaces the first one
      return new NDArray[] {Matrices.product(dh, weight.value().transpose())};
    }
  }

  @Has(Mistake.MASK_NOT_SCALED)
  static final class DropoutUnscaledBack extends ManualLayer {
    public DropoutUnscaledBack() {
      super("dropoutunscaledback");
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
        u[i] *= mask[i] == 0 ? 0 : 1;
      }
      return alone(like(upstream, u));
    }
  }

  @Has(Mistake.MASK_NOT_SCALED)
  static final class DropoutUnscaled extends ManualLayer {
    public DropoutUnscaled() {
      super("dropoutunscaled");
    }

    private static final double P = 0.4;
    private double[] mask;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      mask = new double[(int) x.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = Randomness.SETTING.get().derive("mask").uniform(i) < P ? 0 : 1;
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

  @Has(Mistake.MASK_NOT_APPLIED)
  static final class DropoutForgetsMask extends ManualLayer {
    public DropoutForgetsMask() {
      super("dropoutforgetsmask");
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
        u[i] *= 1 / (1 - P);
      }
      return alone(like(upstream, u));
    }
  }

  @Has(Mistake.MASK_NOT_APPLIED)
  static final class OwnDropoutForgetsMask extends ManualLayer {
    public OwnDropoutForgetsMask() {
      super("owndropoutforgetsmask");
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
        u[i] *= 1;
      }
      return alone(like(upstream, u));
    }
  }

  @Has(Mistake.MASK_NOT_SCALED)
  static final class OwnDropoutUnscaled extends ManualLayer {
    public OwnDropoutUnscaled() {
      super("owndropoutunscaled");
    }

    private final Random random = new Random();
    private static final double P = 0.4;
    private double[] mask;

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = inputs[0];
      mask = new double[(int) x.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextDouble() < P ? 0 : 1;
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
}
