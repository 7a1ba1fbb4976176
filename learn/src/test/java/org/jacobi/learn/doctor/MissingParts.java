package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;

import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.Matrices;

/** Derivatives of which something is left out, or that are given for the wrong array. */
final class MissingParts {
  private MissingParts() {}

  abstract static class ByNumber extends ManualLayer {
    private final DoubleUnaryOperator f;
    private final ShortPatients.Back back;
    private NDArray x;
    private NDArray y;

    ByNumber(DoubleUnaryOperator f, ShortPatients.Back back) {
      super("own");
      this.f = f;
      this.back = back;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      y = Matrices.map(x, f);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] a = x.toDoubles();
      double[] b = y.toDoubles();
      for (int i = 0; i < u.length; i++) {
        u[i] = back.of(u[i], a[i], b[i]);
      }
      return alone(Plain.like(upstream, u));
    }
  }

  @Has(Mistake.DERIVATIVE_MISSING)
  static final class TanhForgotten extends ByNumber {
    public TanhForgotten() {
      super(Math::tanh, (u, x, y) -> u);
    }
  }

  @Has(Mistake.DERIVATIVE_MISSING)
  static final class ExpForgotten extends ByNumber {
    public ExpForgotten() {
      super(Math::exp, (u, x, y) -> u);
    }
  }

  @Has(Mistake.DERIVATIVE_MISSING)
  static final class DenseTanhForgotten extends ShortPatients.DenseWith {
    public DenseTanhForgotten() {
      super(Math::tanh, (u, x, y) -> u);
    }
  }

  @Has(Mistake.DERIVATIVE_MISSING)
  static final class DenseSigmoidForgotten extends ShortPatients.DenseWith {
    public DenseSigmoidForgotten() {
      super(Plain::sigmoid, (u, x, y) -> u);
    }
  }

  @Has(Mistake.DERIVATIVE_MISSING)
  static final class SigmoidLossForgotten extends ShortPatients.SigmoidSquares {
    public SigmoidLossForgotten() {
      super((u, x, y) -> u);
    }
  }

  @Has(Mistake.DERIVATIVE_FACTOR_MISSING)
  static final class SigmoidWithoutY extends ByNumber {
    public SigmoidWithoutY() {
      super(Plain::sigmoid, (u, x, y) -> u * (1 - y));
    }
  }

  @Has(Mistake.DERIVATIVE_FACTOR_MISSING)
  static final class SigmoidOnlyY extends ByNumber {
    public SigmoidOnlyY() {
      super(Plain::sigmoid, (u, x, y) -> u * y);
    }
  }

  @Has(Mistake.DERIVATIVE_FACTOR_MISSING)
  static final class TanhWithoutSquare extends ByNumber {
    public TanhWithoutSquare() {
      super(Math::tanh, (u, x, y) -> u * (1 - y));
    }
  }

  @Has(Mistake.DERIVATIVE_FACTOR_MISSING)
  static final class DenseSigmoidOnlyY extends ShortPatients.DenseWith {
    public DenseSigmoidOnlyY() {
      super(Plain::sigmoid, (u, x, y) -> u * y);
    }
  }

  /** The ratio is that of a logarithm, but forward takes none. */
  @Has(Mistake.UNEXPLAINED)
  static final class SigmoidPlus extends ByNumber {
    public SigmoidPlus() {
      super(Plain::sigmoid, (u, x, y) -> u * y * (1 + y));
    }
  }

  @Has(Mistake.GRADIENT_OF_ANOTHER)
  static final class ProductExchanged extends ManualLayer {
    private NDArray a;
    private NDArray b;

    public ProductExchanged() {
      super("product");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      a = inputs[0];
      b = inputs[1];
      return Matrices.combine(a, b, (p, q) -> p * q);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        Matrices.combine(upstream, a, (u, v) -> u * v),
        Matrices.combine(upstream, b, (u, v) -> u * v)
      };
    }
  }

  @Has(Mistake.TOO_MANY_GRADIENTS)
  static final class GivesTwo extends ManualLayer {
    public GivesTwo() {
      super("two");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return one(inputs).copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream, upstream};
    }
  }

  /** Columns with the mean 0 and the deviation 1. */
  abstract static class Norm extends ManualLayer {
    private double[] hat;
    private double[] deviation;
    private int columns;

    Norm() {
      super("norm");
    }

    /** The gradient of a column, from that of x̂, the mean of it, and the mean of it times x̂. */
    abstract double back(double u, double mean, double along, double hat);

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      int rows = x.shape().dim(0);
      columns = x.shape().dim(1);
      hat = x.toDoubles();
      deviation = new double[columns];
      for (int j = 0; j < columns; j++) {
        double mean = 0;
        double square = 0;
        for (int i = j; i < hat.length; i += columns) {
          mean += hat[i] / rows;
        }
        for (int i = j; i < hat.length; i += columns) {
          hat[i] -= mean;
          square += hat[i] * hat[i] / rows;
        }
        deviation[j] = Math.sqrt(square + 1e-5);
        for (int i = j; i < hat.length; i += columns) {
          hat[i] /= deviation[j];
        }
      }
      return Plain.like(x, hat.clone());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      int rows = u.length / columns;
      for (int j = 0; j < columns; j++) {
        double mean = 0;
        double along = 0;
        for (int i = j; i < u.length; i += columns) {
          mean += u[i] / rows;
          along += u[i] * hat[i] / rows;
        }
        for (int i = j; i < u.length; i += columns) {
          u[i] = back(u[i], mean, along, hat[i]) / deviation[j];
        }
      }
      return alone(Plain.like(upstream, u));
    }
  }

  static final class NormRight extends Norm {
    @Override
    double back(double u, double mean, double along, double hat) {
      return u - mean - hat * along;
    }
  }

  @Has(Mistake.STATISTICS_CONSTANT)
  static final class NormConstant extends Norm {
    @Override
    double back(double u, double mean, double along, double hat) {
      return u;
    }
  }

  @Has(Mistake.STATISTICS_CONSTANT)
  static final class NormConstantDeviation extends Norm {
    @Override
    double back(double u, double mean, double along, double hat) {
      return u - mean;
    }
  }
}
