package org.jacobi.learn.doctor.blind;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;

/** More layers with weights, one mistake each. */
public final class BlindWeightMistakes {
  private BlindWeightMistakes() {}

  /** A dense layer, 5 → 4; planted: the gradient of the weight is divided by the rows. */
  public static final class Dense6 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 4), new Fan(5, 4), Init.fanInUniform());
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(4), new Fan(5, 4), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Dense6() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.plusRow(Matrices.product(x, w.value()), b.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double m = x.shape().dim(0);
      w.leave(Matrices.map(Matrices.product(x.transpose(), upstream), v -> v / m));
      b.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** A dense layer, 4 → 3; planted: forward forgets to add the bias. */
  public static final class Dense7 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private final ManualParam b =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
    private NDArray x;

    /** Made by the test. */
    public Dense7() {
      super("affine");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, w.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      b.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }

  /** Swish with a learned β; planted: both passes compute with β = 1 as a constant. */
  public static final class Swish2 extends ManualLayer {
    private static final double BETA = 1;
    private final ManualParam beta =
        param("beta", Param.Role.SCALE, Shape.of(1), Fan.NONE, Init.constant(BETA));
    private NDArray x;

    /** Made by the test. */
    public Swish2() {
      super("swish");
    }

    private static double gate(double v) {
      return 1 / (1 + Math.exp(-BETA * v));
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0].copy();
      return Matrices.map(x, v -> v * gate(v));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      beta.gradient().fill(0);
      NDArray slope = Matrices.map(x, v -> gate(v) + BETA * v * gate(v) * (1 - gate(v)));
      return new NDArray[] {Matrices.combine(slope, upstream, (s, d) -> s * d)};
    }
  }

  /** A product 5 → 3; planted: backward runs over the columns of the input in the upstream. */
  public static final class MatMul4 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(5, 3), new Fan(5, 3), Init.fanInUniform());
    private NDArray x;

    /** Made by the test. */
    public MatMul4() {
      super("matmul");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, w.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dx = NDArray.zeros(x.dtype(), x.shape());
      for (int r = 0; r < x.shape().dim(0); r++) {
        for (int i = 0; i < 5; i++) {
          double sum = 0;
          for (int o = 0; o < 5; o++) {
            sum += upstream.get(r, o) * w.value().get(i, o);
          }
          dx.set(sum, r, i);
        }
      }
      w.leave(Matrices.product(x.transpose(), upstream));
      return new NDArray[] {dx};
    }
  }

  /** A product 4 → 3; planted: the gradient of the input comes as (in × rows). */
  public static final class MatMul5 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private NDArray x;

    /** Made by the test. */
    public MatMul5() {
      super("matmul");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.product(x, w.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      return new NDArray[] {Matrices.product(w.value(), upstream.transpose())};
    }
  }

  /** y = x · W − θ, a threshold; planted: the gradient of θ lacks its minus. */
  public static final class Threshold1 extends ManualLayer {
    private final ManualParam w =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 2), new Fan(4, 2), Init.fanInUniform());
    private final ManualParam theta =
        param("theta", Param.Role.BIAS, Shape.of(2), new Fan(4, 2), Init.constant(0.5));
    private NDArray x;

    /** Made by the test. */
    public Threshold1() {
      super("threshold");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      NDArray minus = Matrices.map(theta.value(), v -> -v);
      return Matrices.plusRow(Matrices.product(x, w.value()), minus);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      w.leave(Matrices.product(x.transpose(), upstream));
      theta.leave(Matrices.sumOfRows(upstream));
      return new NDArray[] {Matrices.product(upstream, w.value().transpose())};
    }
  }
}
