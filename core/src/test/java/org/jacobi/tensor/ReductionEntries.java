package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.uniform;
import static org.jacobi.tensor.Plain.vector;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The catalogue's entries for sums, extrema, softmax and standardisation. */
final class ReductionEntries {
  private static final double INF = Double.POSITIVE_INFINITY;

  private ReductionEntries() {}

  static List<OpEntry> all() {
    return List.of(
        sum("sum", x -> x.sum(), false, 0, 1, 2),
        sum("sum over axis 1", x -> x.sum(1), false, 1),
        sum("sum over the last axis", x -> x.sum(-1), false, 2),
        sum("sum over axes 2 and 0", x -> x.sum(2, 0), false, 0, 2),
        sum("sumKeep over axis 1", x -> x.sumKeep(1), true, 1),
        extremum(true),
        extremum(false),
        softmax(),
        logSoftmax(),
        softmaxCrossEntropy(),
        softmaxCrossEntropyGradient(),
        standardize("standardize over axis 0", 0),
        standardize("standardize over axes 0 and 2", 0, 2),
        scaled("standardize scaled rows", new int[] {7, 5}, new int[] {5}, 1),
        scaled("standardize scaled columns", new int[] {7, 5}, new int[] {5}, 0),
        scaled("standardize two scaled axes", new int[] {3, 7, 5}, new int[] {7, 5}, 1, 2),
        scaled("standardize scaled channels", new int[] {5, 2, 3}, new int[] {2, 1}, 0, 2),
        standardizeGradient("standardizeGradient", false),
        standardizeGradient("standardizeGradient scaled", true),
        scaleGradient(),
        part("gradient of a shift", 2, in -> in[0]));
  }

  /** One number for each group along some axes, in the order of the other axes. */
  static Plain reduce(Plain x, boolean keep, int[] axes, ToDoubleFunction<double[]> function) {
    int rank = x.dims().length;
    int[] wide = x.dims().clone();
    int[] lengths = new int[rank];
    Arrays.fill(lengths, 1);
    for (int axis : axes) {
      lengths[axis] = wide[axis];
      wide[axis] = 1;
    }
    Plain kept =
        Plain.make(
            wide,
            index ->
                function.applyAsDouble(
                    Plain.make(
                            lengths,
                            inner -> {
                              int[] at = new int[rank];
                              Arrays.setAll(at, i -> index[i] + inner[i]);
                              return x.at(at);
                            })
                        .numbers()));
    int[] narrow =
        IntStream.range(0, rank)
            .filter(i -> Arrays.stream(axes).noneMatch(a -> a == i))
            .map(i -> wide[i])
            .toArray();
    return Plain.of(keep ? wide : narrow, kept.numbers());
  }

  private static double total(double... numbers) {
    double total = 0;
    for (double number : numbers) {
      total += number;
    }
    return total;
  }

  private static OpEntry sum(String name, UnaryOperator<Tensor> apply, boolean keep, int... axes) {
    return OpEntry.of(
            Sum.class,
            name,
            in -> apply.apply(in[0]),
            in -> reduce(in[0], keep, axes, ReductionEntries::total))
        .smooth(uniform(1, -3, 3, 2, 3, 5))
        .smooth(uniform(2, -3, 3, 7, 11, 2))
        .smooth(uniform(3, -3, 3, 3, 1, 2))
        .smooth(uniform(4, -3, 3, 1, 1, 1))
        .smooth(uniform(5, -3, 3, 3, 0, 2))
        .smooth(uniform(6, -3, 3, 0, 2, 0))
        .smooth(uniform(7, -1000, 1000, 2, 3, 5))
        .sums(154, 3)
        .mistake(
            () -> Tensor.zeros(2, 3).sum(2),
            "[shape] there is no axis 2 in (2 × 3), which has 2 axes")
        .mistake(
            () -> Tensor.zeros(2, 3).sum(1, -1),
            "[reduce] each axis may be named once, not [1, -1]")
        .mistake(
            () -> Tensor.of(1, 2).gt(0).sum(),
            "[sum] computes with f32 and f64 only, not with bool (2). Did you mean"
                + " cast(DType.F32)?");
  }

  private static OpEntry extremum(boolean max) {
    String name = max ? "max" : "min";
    double empty = max ? -INF : INF;
    double sign = max ? 1 : -1;
    return OpEntry.of(
            max ? Max.class : Min.class,
            name,
            in -> max ? in[0].max(1) : in[0].min(1),
            in ->
                reduce(
                    in[0],
                    false,
                    new int[] {1},
                    x -> Arrays.stream(x).map(v -> sign * v).max().orElse(-INF) * sign))
        .smooth(uniform(1, -3, 3, 2, 3, 5))
        .smooth(uniform(2, -3, 3, 7, 11))
        .smooth(uniform(3, -3, 3, 3, 1))
        .smooth(uniform(4, -1000, 1000, 2, 3))
        .smooth(uniform(5, -3, 3, 0, 3))
        .kink(new Plain[] {uniform(6, -3, 3, 3, 0)}, new double[0])
        .kink(
            new Plain[] {Plain.of(new int[] {2, 3}, 2, sign * 5, sign * 5, 0, 0, 0)},
            new double[] {0, 0.5, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3})
        .kink(new Plain[] {Plain.of(new int[] {1, 3}, 1, -empty, empty)}, new double[] {0, 1, 0})
        .mistake(
            () -> max ? Tensor.zeros(2, 3).max(-3) : Tensor.zeros(2, 3).min(-3),
            "[shape] there is no axis -3 in (2 × 3), which has 2 axes")
        .mistake(
            () -> max ? Tensor.of(new long[] {1}).max() : Tensor.of(new long[] {1}).min(),
            "["
                + name
                + "] computes with f32 and f64 only, not with i64 (1). Did you mean"
                + " cast(DType.F32)?");
  }

  /** Every row along the last axis from that row. */
  static Plain rows(Plain x, Function<double[], double[]> function) {
    int[] dims = x.dims();
    int length = dims[dims.length - 1];
    double[] out = new double[x.numbers().length];
    for (int from = 0; from < out.length; from += length) {
      double[] row = function.apply(Arrays.copyOfRange(x.numbers(), from, from + length));
      System.arraycopy(row, 0, out, from, length);
    }
    return Plain.of(dims, out);
  }

  private static double[] softmaxRow(double... row) {
    double largest = Arrays.stream(row).max().orElse(0);
    double sum = total(Arrays.stream(row).map(x -> Math.exp(x - largest)).toArray());
    return Arrays.stream(row).map(x -> Math.exp(x - largest) / sum).toArray();
  }

  private static double[] logSoftmaxRow(double... row) {
    double largest = Arrays.stream(row).max().orElse(0);
    double sum = total(Arrays.stream(row).map(x -> Math.exp(x - largest)).toArray());
    return Arrays.stream(row).map(x -> x - largest - Math.log(sum)).toArray();
  }

  private static OpEntry rowwise(OpEntry entry) {
    return entry
        .smooth(uniform(1, -3, 3, 3, 5))
        .smooth(uniform(2, -3, 3, 7, 11))
        .smooth(uniform(3, -3, 3, 2, 3, 5))
        .smooth(uniform(4, -3, 3, 5))
        .smooth(uniform(5, -3, 3, 3, 1))
        .smooth(uniform(6, -3, 3, 0, 3))
        .smooth(uniform(7, -3, 3, 3, 0))
        .smooth(vector(0, 0, 0))
        .smooth(vector(1000, -1000, 0))
        .smooth(vector(1000, 1000, 999))
        .smooth(vector(-1000, -1001, -1000))
        .sums(11, 1);
  }

  private static OpEntry softmax() {
    return rowwise(
            OpEntry.of(
                Softmax.class,
                "softmax",
                in -> in[0].softmax(-1),
                in -> rows(in[0], ReductionEntries::softmaxRow)))
        .kink(new Plain[] {vector(1, -INF, 1)}, new double[] {0, 0, 0})
        .mistake(
            () -> Tensor.full(1).softmax(-1), "[shape] there is no axis -1 in (), which has 0 axes")
        .mistake(
            () -> Tensor.of(new int[] {1, 2}).softmax(0),
            "[softmax] computes with f32 and f64 only, not with i32 (2). Did you mean"
                + " cast(DType.F32)?");
  }

  private static OpEntry logSoftmax() {
    return rowwise(
            OpEntry.of(
                LogSoftmax.class,
                "logSoftmax",
                in -> in[0].logSoftmax(-1),
                in -> rows(in[0], ReductionEntries::logSoftmaxRow)))
        .sums(11, 10)
        .kink(new Plain[] {vector(1, -INF, 1)}, new double[] {-0.5, 1, -0.5})
        .mistake(
            () -> Tensor.zeros(3).logSoftmax(1),
            "[shape] there is no axis 1 in (3), which has 1 axes")
        .mistake(
            () -> Tensor.of(new int[] {1, 2}).logSoftmax(0),
            "[logSoftmax] computes with f32 and f64 only, not with i32 (2). Did you mean"
                + " cast(DType.F32)?");
  }

  private static final String NO_CROSS_ENTROPY =
      "[softmaxCrossEntropy] this fused operation has no second derivative; compose it from parts"
          + " that do: logits.logSoftmax(-1).mul(targets).sum(-1).neg()";

  private static Plain crossEntropy(Plain... in) {
    int[] dims = in[0].dims();
    int classes = dims[dims.length - 1];
    Plain log = rows(in[0], ReductionEntries::logSoftmaxRow);
    return Plain.make(
        Arrays.copyOf(dims, dims.length - 1),
        index -> {
          int[] at = Arrays.copyOf(index, index.length + 1);
          double loss = 0;
          for (int k = 0; k < classes; k++) {
            at[index.length] = k;
            double target = in[1].at(at);
            loss -= target == 0 ? 0 : target * log.at(at);
          }
          return loss;
        });
  }

  private static OpEntry softmaxCrossEntropy() {
    var hot = Plain.of(new int[] {2, 3}, 0, 1, 0, 0, 0, 1).constant();
    return OpEntry.of(
            SoftmaxCrossEntropy.class,
            "softmaxCrossEntropy",
            in -> in[0].softmaxCrossEntropy(in[1]),
            ReductionEntries::crossEntropy)
        .smooth(uniform(1, -3, 3, 2, 3), hot)
        .smooth(uniform(2, -3, 3, 2, 3, 5), uniform(3, 0, 1, 2, 3, 5).constant())
        .smooth(uniform(4, -3, 3, 7, 11), uniform(5, 0, 1, 7, 11).constant())
        .smooth(uniform(6, -3, 3, 5), uniform(7, 0, 1, 5).constant())
        .smooth(uniform(8, -3, 3, 2, 1), uniform(9, 0, 1, 2, 1).constant())
        .smooth(uniform(8, -3, 3, 0, 3), uniform(9, 0, 1, 0, 3).constant())
        .smooth(uniform(8, -3, 3, 3, 0), uniform(9, 0, 1, 3, 0).constant())
        .smooth(Plain.of(new int[] {2, 3}, 1000, -1000, 0, -1000, 1000, 1000), hot)
        .kink(
            new Plain[] {vector(0, -INF, 0), vector(1, 0, 0).constant()},
            new double[] {-0.5, 0, 0.5})
        .derivatives(1)
        .sums(11, 10)
        .noSecondDerivative(NO_CROSS_ENTROPY)
        .mistake(
            () -> Tensor.zeros(2, 3).softmaxCrossEntropy(Tensor.zeros(2)),
            "[softmaxCrossEntropy] logits and targets must have one shape: (2 × 3) and (2)")
        .mistake(
            () -> Tensor.zeros(2).softmaxCrossEntropy(Tensor.of(1.0, 0.0)),
            "[softmaxCrossEntropy] both tensors must have one type: f32 (2) and f64 (2). Did you"
                + " mean cast(DType.F32)?")
        .mistake(
            () -> Tensor.of(new int[] {1, 0}).softmaxCrossEntropy(Tensor.of(new int[] {1, 0})),
            "[softmaxCrossEntropy] computes with f32 and f64 only, not with i32 (2). Did you mean"
                + " cast(DType.F32)?");
  }

  private static OpEntry softmaxCrossEntropyGradient() {
    return OpEntry.of(
            SoftmaxCrossEntropyGradient.class,
            "softmaxCrossEntropyGradient",
            in -> new SoftmaxCrossEntropyGradient().apply(in),
            in -> {
              int[] dims = in[1].dims();
              return Plain.make(
                  dims,
                  index -> {
                    double weight = 0;
                    for (int k = 0; k < dims[1]; k++) {
                      weight += in[2].at(index[0], k);
                    }
                    return in[0].at(index[0]) * (in[1].at(index) * weight - in[2].at(index));
                  });
            })
        .forward(
            uniform(1, -3, 3, 3),
            uniform(2, 0, 1, 3, 5),
            uniform(3, 0, 1, 3, 5).constant(),
            uniform(4, -3, 3, 3, 5))
        .derivatives(1)
        .sums(5, 5)
        .internal()
        .noDerivative(NO_CROSS_ENTROPY);
  }

  private static final double EPSILON = 1e-3;

  private static final String NO_STANDARDIZE =
      "[standardize] this fused operation has no second derivative; compose it from parts that do:"
          + " x.sub(x.mean(…)).div(x.var(…).add(epsilon).sqrt())";

  private static double mean(double... x) {
    return total(x) / x.length;
  }

  private static double variance(double... x) {
    double mean = mean(x);
    return mean(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).toArray());
  }

  private static OpEntry standardize(String name, int... axes) {
    return OpEntry.of(
            Standardize.class,
            name,
            in -> in[0].standardize(EPSILON, axes).output(),
            in -> standardized(in[0], axes))
        .smooth(uniform(1, -3, 3, 5, 2, 3))
        .smooth(uniform(2, -3, 3, 7, 3, 5))
        .smooth(uniform(3, -3, 3, 1, 3, 1))
        .smooth(uniform(4, -3, 3, 3, 0, 2))
        .smooth(uniform(5, 10, 11, 5, 2, 3))
        .forward(uniform(5, 1000, 1001, 5, 2, 3)) // differences lose their digits to the 1000
        .smooth(uniform(6, 7, 7, 5, 2, 3))
        .sums(35, 1)
        .noSecondDerivative(NO_STANDARDIZE)
        .mistake(
            () -> Tensor.zeros(2, 3).standardize(-1, 0).output(),
            "[standardize] epsilon must be 0 or more, and finite, but is -1.0")
        .mistake(
            () -> Tensor.zeros(2, 3).standardize(1e-5, 2).output(),
            "[shape] there is no axis 2 in (2 × 3), which has 2 axes")
        .mistake(
            () -> Tensor.of(new int[] {1, 2}).standardize(1e-5, 0).output(),
            "[standardize] computes with f32 and f64 only, not with i32 (2). Did you mean"
                + " cast(DType.F32)?");
  }

  /** (x − mean) / √(variance + ε). */
  private static Plain standardized(Plain x, int... axes) {
    Plain mean = reduce(x, true, axes, ReductionEntries::mean);
    Plain variance = reduce(x, true, axes, ReductionEntries::variance);
    return Plain.make(
        x.dims(), i -> (x.at(i) - mean.stretched(i)) / Math.sqrt(variance.stretched(i) + EPSILON));
  }

  private static OpEntry scaled(String name, int[] dims, int[] scale, int... axes) {
    int[] none = dims.clone();
    none[0] = 0;
    return OpEntry.of(
            Standardize.class,
            name,
            in -> in[0].standardize(EPSILON, in[1], in[2], axes).output(),
            in -> {
              Plain y = standardized(in[0], axes);
              return Plain.make(
                  in[0].dims(), i -> y.at(i) * in[1].stretched(i) + in[2].stretched(i));
            })
        .smooth(uniform(1, -3, 3, dims), uniform(2, -2, 2, scale), uniform(3, -2, 2, scale))
        .smooth(uniform(4, 10, 11, dims), uniform(5, -2, 2, scale), uniform(6, -2, 2, scale))
        .smooth(uniform(7, 7, 7, dims), uniform(8, 0, 0, scale), uniform(9, -2, 2, scale))
        .smooth(uniform(1, 0, 1, none), uniform(8, -2, 2, scale), uniform(9, -2, 2, scale))
        .sums(35, 3)
        .noSecondDerivative(NO_STANDARDIZE)
        .mistake(
            () -> Tensor.zeros(7, 5).standardize(1, Tensor.zeros(7), Tensor.zeros(7), 1).output(),
            WRONG_SCALE + "(7) and (7)")
        .mistake(
            () -> Tensor.zeros(7, 5).standardize(1, Tensor.zeros(5), Tensor.zeros(1), 1).output(),
            WRONG_SCALE + "(5) and (1)");
  }

  private static final String WRONG_SCALE =
      "[standardize] scale and shift must have one shape that can be stretched over that of the"
          + " input (7 × 5), but have ";

  /** The gradient of x, of the scale, or of the shift. */
  private static OpEntry gradient(
      Class<? extends Op> op, String name, int which, Function<Plain[], Plain> reference) {
    return OpEntry.of(
            op,
            name,
            in -> {
              var result = in[1].standardize(EPSILON, 0);
              var gradient = new StandardizeGradient(result.mean(), result.variance(), EPSILON, 0);
              return in.length == 2
                  ? gradient.apply(in)
                  : gradient.all(in[0], in[1], in[2], null, null)[which];
            },
            reference)
        .derivatives(1)
        .sums(5, 10)
        .internal()
        .noDerivative(NO_STANDARDIZE);
  }

  private static OpEntry standardizeGradient(String name, boolean scaled) {
    var entry =
        gradient(
            StandardizeGradient.class,
            name,
            0,
            in -> {
              Plain y = standardized(in[1], 0);
              int[] dims = in[1].dims();
              Plain v = Plain.make(dims, i -> in[0].at(i) * (scaled ? in[2].stretched(i) : 1));
              Plain vy = Plain.make(dims, i -> v.at(i) * y.at(i));
              Plain mean = reduce(v, true, new int[] {0}, ReductionEntries::mean);
              Plain correlation = reduce(vy, true, new int[] {0}, ReductionEntries::mean);
              Plain spread = reduce(in[1], true, new int[] {0}, ReductionEntries::variance);
              return Plain.make(
                  dims,
                  i ->
                      (v.at(i) - mean.stretched(i) - y.at(i) * correlation.stretched(i))
                          / Math.sqrt(spread.stretched(i) + EPSILON));
            });
    Plain u = uniform(1, -3, 3, 5, 3);
    Plain x = uniform(2, -2, 2, 5, 3);
    return scaled ? entry.forward(u, x, uniform(3, -2, 2, 3)) : entry.forward(u, x);
  }

  private static OpEntry scaleGradient() {
    return part(
        "gradient of a scale",
        1,
        in -> {
          Plain y = standardized(in[1], 0);
          return Plain.make(in[1].dims(), i -> in[0].at(i) * y.at(i));
        });
  }

  private static OpEntry part(String name, int which, Function<Plain[], Plain> terms) {
    return gradient(
            StandardizePart.class,
            name,
            which,
            in -> reduce(terms.apply(in), false, new int[] {0}, ReductionEntries::total))
        .forward(uniform(1, -3, 3, 5, 3), uniform(2, -2, 2, 5, 3), uniform(3, -2, 2, 3));
  }
}
