package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.mask;
import static org.jacobi.tensor.Plain.scalar;
import static org.jacobi.tensor.Plain.uniform;
import static org.jacobi.tensor.Plain.vector;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/** The catalogue's entries for functions of two numbers, with broadcasting, and for where. */
final class PairEntries {
  private PairEntries() {}

  /** Shapes of both inputs: equal, stretched on either side and on both, of length 1, empty. */
  private static final int[][][] SHAPES = {
    {{3, 5}, {3, 5}},
    {{3, 5}, {5}},
    {{5}, {3, 5}},
    {{3, 1}, {1, 5}},
    {{2, 1, 3}, {5, 1}},
    {{5, 1}, {2, 1, 3}},
    {{}, {2, 3}},
    {{2, 3}, {}},
    {{}, {}},
    {{1, 1}, {1}},
    {{0, 3}, {3}},
    {{3}, {0, 1}},
    {{11, 7}, {7}},
  };

  private static OpEntry binary(
      Class<? extends Op> op,
      String name,
      BinaryOperator<Tensor> apply,
      DoubleBinaryOperator reference,
      double[] first,
      double[] second) {
    var entry =
        OpEntry.of(
            op,
            name,
            in -> apply.apply(in[0], in[1]),
            in ->
                Plain.make(
                    Plain.stretchedDims(in),
                    i -> reference.applyAsDouble(in[0].stretched(i), in[1].stretched(i))));
    for (int i = 0; i < SHAPES.length; i++) {
      entry.smooth(
          uniform(2 * i, first[0], first[1], SHAPES[i][0]),
          uniform(2 * i + 1, second[0], second[1], SHAPES[i][1]));
    }
    return entry
        .mistake(
            () -> apply.apply(Tensor.zeros(2, 3), Tensor.zeros(4)),
            "["
                + name
                + "] from the last axis on, lengths must be equal or 1: the first tensor is"
                + " (2 × 3), the second (4)")
        .mistake(
            () -> apply.apply(Tensor.zeros(2, 3), Tensor.of(1.0, 2.0, 3.0)),
            "["
                + name
                + "] both tensors must have one type: f32 (2 × 3) and f64 (3). Did you mean"
                + " cast(DType.F32)?")
        .mistake(
            () -> apply.apply(Tensor.of(new int[] {1, 2}), Tensor.of(new int[] {3, 4})),
            "["
                + name
                + "] computes with f32 and f64 only, not with i32 (2). Did you mean"
                + " cast(DType.F32)?");
  }

  private static OpEntry tie(OpEntry entry, double a, double b, double da, double db) {
    return entry.kink(new Plain[] {scalar(a), scalar(b)}, new double[] {da}, new double[] {db});
  }

  static List<OpEntry> all() {
    double[] any = {-3, 3};
    double inf = Double.POSITIVE_INFINITY;
    var add = binary(Add.class, "add", Tensor::add, (a, b) -> a + b, any, any);
    var sub = binary(Sub.class, "sub", Tensor::sub, (a, b) -> a - b, any, any);
    var mul = binary(Mul.class, "mul", Tensor::mul, (a, b) -> a * b, any, any);
    for (var entry : List.of(add, sub, mul)) {
      entry
          .smooth(scalar(0), scalar(0))
          .smooth(scalar(1000), scalar(-1000))
          .smooth(scalar(-1000), scalar(0));
    }
    var div = binary(Div.class, "div", Tensor::div, (a, b) -> a / b, any, new double[] {0.5, 2});
    div.smooth(scalar(0), scalar(-2)).smooth(scalar(1000), scalar(-1000));
    tie(div, 1, 0, inf, -inf);
    var maximum =
        binary(Maximum.class, "maximum", Tensor::maximum, (a, b) -> a > b ? a : b, any, any);
    maximum.smooth(scalar(1000), scalar(-1000)).smooth(scalar(0), scalar(1));
    tie(maximum, 2, 2, 0.5, 0.5);
    tie(maximum, inf, 0, 1, 0);
    maximum.kink(
        new Plain[] {vector(1, 2, 3), scalar(2)}, new double[] {0, 0.5, 1}, new double[] {1.5});
    var minimum =
        binary(Minimum.class, "minimum", Tensor::minimum, (a, b) -> a < b ? a : b, any, any);
    minimum.smooth(scalar(1000), scalar(-1000)).smooth(scalar(0), scalar(1));
    tie(minimum, 2, 2, 0.5, 0.5);
    tie(minimum, -inf, 0, 1, 0);
    minimum.kink(
        new Plain[] {vector(1, 2, 3), scalar(2)}, new double[] {1, 0.5, 0}, new double[] {1.5});
    return List.of(add, sub, mul, div, maximum, minimum, pow(), where());
  }

  private static OpEntry pow() {
    var pow =
        binary(
            PowTensor.class,
            "pow",
            (a, b) -> a.pow(b),
            Math::pow,
            new double[] {0.3, 2},
            new double[] {-2, 3});
    pow.smooth(scalar(1), scalar(0)).smooth(scalar(1000), scalar(1.5));
    tie(pow, 0, 0, 0, 0);
    tie(pow, 0, 2, 0, 0);
    tie(pow, 0, 1, 1, 0);
    tie(pow, 0, -1, Double.NEGATIVE_INFINITY, 0);
    tie(pow, -3, 2, -6, 0);
    tie(pow, -2, 3, 12, 0);
    return pow;
  }

  private static OpEntry where() {
    return OpEntry.of(
            Where.class,
            "where",
            in -> Tensor.where(in[0], in[1], in[2]),
            in ->
                Plain.make(
                    Plain.stretchedDims(in),
                    i -> in[0].stretched(i) != 0 ? in[1].stretched(i) : in[2].stretched(i)))
        .smooth(
            mask(new int[] {2, 3}, 1, 0, 0, 1, 1, 0),
            uniform(1, -3, 3, 2, 3),
            uniform(2, -3, 3, 2, 3))
        .smooth(mask(new int[] {3}, 1, 0, 1), uniform(1, -3, 3, 2, 3), uniform(2, -3, 3, 2, 1))
        .smooth(mask(new int[] {2, 3}, 1, 0, 0, 1, 1, 0), uniform(1, -3, 3), uniform(2, -3, 3, 3))
        .smooth(mask(new int[] {5, 1}, 1, 0, 0, 1, 1), uniform(1, -3, 3, 3), uniform(2, -3, 3))
        .smooth(mask(new int[] {}, 0), uniform(1, -3, 3, 1, 3), uniform(2, -3, 3, 2, 1))
        .smooth(mask(new int[] {0}), uniform(1, -3, 3), uniform(2, -3, 3, 1))
        .smooth(mask(new int[] {}, 1), scalar(1000), scalar(-1000))
        .forward(mask(new int[] {2}, 1, 0), vector(1, Double.NaN), vector(Double.NaN, 2))
        .mistake(
            () -> Tensor.where(Tensor.zeros(2), Tensor.zeros(2, 3), Tensor.zeros(4)),
            "[where] from the last axis on, lengths must be equal or 1: the first tensor is"
                + " (2 × 3), the second (4)")
        .mistake(
            () -> Tensor.where(Tensor.zeros(2), Tensor.zeros(2, 3), Tensor.zeros(1)),
            "[where] from the last axis on, lengths must be equal or 1: the condition's tensor"
                + " is (2), the chosen (2 × 3)")
        .mistake(
            () -> Tensor.where(Tensor.zeros(2), Tensor.of(1f, 2f), Tensor.of(1.0, 2.0)),
            "[where] both tensors must have one type: f32 (2) and f64 (2). Did you mean"
                + " cast(DType.F32)?");
  }
}
