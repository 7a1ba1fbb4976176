package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.scalar;
import static org.jacobi.tensor.Plain.uniform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.jacobi.array.DType;

/** The catalogue's entries for functions of one number. */
final class ElementwiseEntries {
  private static final double INF = Double.POSITIVE_INFINITY;

  private ElementwiseEntries() {}

  static List<OpEntry> all() {
    List<OpEntry> entries = new ArrayList<>(arithmetic());
    entries.addAll(powers());
    entries.addAll(activations());
    return entries;
  }

  /** An entry with odd shapes of numbers between low and high, and what all of them share. */
  private static OpEntry unary(
      Class<? extends Op> op,
      String name,
      UnaryOperator<Tensor> apply,
      DoubleUnaryOperator reference,
      double low,
      double high) {
    String title = op.getSimpleName().substring(0, 1).toLowerCase(Locale.ROOT);
    String operation = title + op.getSimpleName().substring(1);
    return OpEntry.of(op, name, in -> apply.apply(in[0]), in -> in[0].map(reference))
        .smooth(uniform(1, low, high, 3, 5))
        .smooth(uniform(2, low, high, 7, 11)) // more than 64: random directions
        .smooth(uniform(3, low, high, 2, 1, 3))
        .smooth(uniform(4, low, high))
        .smooth(uniform(5, low, high, 3, 0, 2))
        .mistake(
            () -> apply.apply(Tensor.of(1, 2, 3).cast(DType.I32)),
            "["
                + operation
                + "] computes with f32 and f64 only, not with i32 (3). Did you mean"
                + " cast(DType.F32)?");
  }

  private static OpEntry smooth(OpEntry entry, double... points) {
    for (double point : points) {
      entry.smooth(scalar(point));
    }
    return entry;
  }

  /** Points and the derivatives there, alternating. */
  private static OpEntry kinks(OpEntry entry, double... pointsAndDerivatives) {
    for (int i = 0; i < pointsAndDerivatives.length; i += 2) {
      entry.kink(
          new Plain[] {scalar(pointsAndDerivatives[i])},
          new double[] {pointsAndDerivatives[i + 1]});
    }
    return entry;
  }

  private static List<OpEntry> arithmetic() {
    return List.of(
        smooth(unary(Neg.class, "neg", Tensor::neg, x -> -x, -3, 3), 0, 1000, -1000),
        kinks(
            smooth(unary(Exp.class, "exp", Tensor::exp, Math::exp, -2, 2), 0, 3),
            -1000,
            0,
            1000,
            INF,
            -INF,
            0,
            INF,
            INF),
        kinks(
            smooth(unary(Log.class, "log", Tensor::log, Math::log, 0.2, 3), 1, 1000),
            0,
            INF,
            INF,
            0),
        kinks(
            smooth(unary(Sqrt.class, "sqrt", Tensor::sqrt, Math::sqrt, 0.2, 3), 1, 1000),
            0,
            INF,
            INF,
            0),
        kinks(
            smooth(unary(Abs.class, "abs", Tensor::abs, x -> x < 0 ? -x : x, -3, 3), 1000, -1000),
            0,
            0,
            INF,
            1,
            -INF,
            -1),
        kinks(
            smooth(
                unary(Sign.class, "sign", Tensor::sign, x -> x > 0 ? 1 : x < 0 ? -1 : 0, -3, 3),
                1000,
                -1000),
            0,
            0,
            INF,
            0,
            -INF,
            0),
        smooth(unary(Sin.class, "sin", Tensor::sin, Math::sin, -3, 3), 0, 1000, -1000)
            .sums(1, 1e-3),
        smooth(unary(Cos.class, "cos", Tensor::cos, Math::cos, -3, 3), 0, 1000, -1000)
            .sums(1, 1e-3),
        kinks(
                smooth(
                    unary(Erf.class, "erf", Tensor::erf, ElementwiseEntries::erf, -3, 3),
                    0,
                    0.5,
                    -0.5,
                    1000,
                    -1000),
                INF,
                0,
                -INF,
                0)
            .sums(20, 1), // the reference is an integral by Simpson's rule
        kinks(
            smooth(
                unary(
                    Clamp.class,
                    "clamp",
                    x -> x.clamp(-0.5, 1.25),
                    x -> x < -0.5 ? -0.5 : x > 1.25 ? 1.25 : x,
                    -3,
                    3),
                0,
                1000,
                -1000),
            -0.5,
            1,
            1.25,
            1,
            INF,
            0,
            -INF,
            0));
  }

  private static List<OpEntry> powers() {
    return List.of(
        smooth(unary(Pow.class, "pow 2", Tensor::square, x -> x * x, -3, 3), 0, 1000, -1000),
        smooth(unary(Pow.class, "pow 3", x -> x.pow(3), x -> x * x * x, -3, 3), 0, 1000, -1000),
        kinks(
            smooth(unary(Pow.class, "pow −1", x -> x.pow(-1), x -> 1 / x, 0.5, 3), -0.5, 1000),
            0,
            -INF),
        kinks(
            smooth(unary(Pow.class, "pow ½", x -> x.pow(0.5), Math::sqrt, 0.2, 3), 1, 1000),
            0,
            INF),
        smooth(unary(Pow.class, "pow 1", x -> x.pow(1), x -> x, -3, 3), 0, 1000, -1000),
        smooth(unary(Pow.class, "pow 0", x -> x.pow(0), x -> 1, -3, 3), 0, 1000, -1000));
  }

  private static List<OpEntry> activations() {
    return List.of(
        kinks(
            smooth(unary(Relu.class, "relu", Tensor::relu, x -> x > 0 ? x : 0, -3, 3), 1000, -1000),
            0,
            0,
            -0.0,
            0,
            INF,
            1,
            -INF,
            0),
        kinks(
            smooth(
                unary(
                    LeakyRelu.class,
                    "leakyRelu",
                    x -> x.leakyRelu(0.1),
                    x -> x > 0 ? x : 0.1 * x,
                    -3,
                    3),
                1000,
                -1000),
            0,
            0.1,
            INF,
            1,
            -INF,
            0.1),
        kinks(
            smooth(
                unary(
                    Elu.class, "elu", x -> x.elu(1.5), x -> x > 0 ? x : 1.5 * Math.expm1(x), -3, 3),
                1000,
                -1000),
            0,
            1.5,
            INF,
            1,
            -INF,
            0),
        kinks(
            smooth(
                unary(
                    Sigmoid.class, "sigmoid", Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x)), -3, 3),
                0,
                1000,
                -1000),
            INF,
            0,
            -INF,
            0),
        kinks(
            smooth(unary(Tanh.class, "tanh", Tensor::tanh, Math::tanh, -3, 3), 0, 1000, -1000),
            INF,
            0,
            -INF,
            0),
        kinks(
            smooth(
                unary(
                    Softplus.class,
                    "softplus",
                    Tensor::softplus,
                    x -> x > 40 ? x : Math.log1p(Math.exp(x)),
                    -3,
                    3),
                0,
                1000,
                -1000),
            INF,
            1,
            -INF,
            0),
        kinks(
                smooth(
                    unary(Gelu.class, "gelu", Tensor::gelu, ElementwiseEntries::gelu, -3, 3),
                    0,
                    1000,
                    -1000),
                INF,
                1,
                -INF,
                0)
            .sums(20, 1),
        kinks(
                smooth(
                    unary(
                        GeluTanh.class,
                        "geluTanh",
                        Tensor::geluTanh,
                        ElementwiseEntries::geluTanh,
                        -3,
                        3),
                    0,
                    1000,
                    -1000),
                INF,
                1,
                -INF,
                0)
            .sums(1, 1),
        kinks(
            smooth(
                unary(Silu.class, "silu", Tensor::silu, ElementwiseEntries::silu, -3, 3),
                0,
                1000,
                -1000),
            INF,
            1,
            -INF,
            0));
  }

  /** The integral of 2/√π exp(−t²) by Simpson's rule. */
  private static double erf(double x) {
    double end = Math.max(-6, Math.min(6, x));
    int steps = 4000;
    double h = end / steps;
    double sum = 1 + Math.exp(-end * end);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * Math.exp(-i * h * i * h);
    }
    return 2 / Math.sqrt(Math.PI) * sum * h / 3;
  }

  private static double gelu(double x) {
    return x == -INF ? 0 : 0.5 * x * (1 + erf(x / Math.sqrt(2)));
  }

  private static double geluTanh(double x) {
    double v = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    return x == -INF ? 0 : 0.5 * x * (1 + Math.tanh(v));
  }

  private static double silu(double x) {
    return x == -INF ? 0 : x / (1 + Math.exp(-x));
  }
}
