package org.jacobi.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * One entry for each layer that ships with Jacobi, from which {@link LayerCatalogTest} makes the
 * tests that all layers share. A layer without an entry fails the build.
 */
final class LayerCatalog {
  /**
   * A layer with an input.
   *
   * @param make a new one
   * @param printed its printed form
   * @param input an input with lengths that all differ
   * @param reference the output of {@link Mode#EVALUATE} from input, parameters and buffers, all
   *     row-major
   * @param names the paths of its parameters and buffers
   * @param modeMatters whether training gives another output
   * @param wrong an input that it refuses, or null if it takes any
   * @param refusal the whole message then
   */
  record Entry(
      Supplier<UnaryLayer> make,
      String printed,
      Tensor input,
      Reference reference,
      List<String> names,
      boolean modeMatters,
      Tensor wrong,
      String refusal) {
    @Override
    public String toString() {
      return printed;
    }
  }

  /** Computes an output in plain Java. */
  interface Reference {
    double[] of(double[] x, List<double[]> numbers);
  }

  private static final Tensor NONE = Tensor.zeros(0);
  private static final Tensor POINTS = points();

  static final List<Entry> ALL = all();

  private LayerCatalog() {}

  private static Tensor points() {
    double[] points = {-30, -3, -1.5, -1, -1e-3, 0, 1e-3, 0.25, 0.5, 1, 1.25, 2, 3, 5, 30};
    return Tensor.of(points, 5, 3);
  }

  private static Entry elementwise(
      Supplier<UnaryLayer> make, String printed, DoubleUnaryOperator function) {
    return new Entry(
        make,
        printed,
        POINTS,
        (x, numbers) -> Arrays.stream(x).map(function).toArray(),
        List.of(),
        false,
        NONE,
        "");
  }

  private static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.add(elementwise(ReLU::new, "ReLU", x -> x > 0 ? x : 0));
    all.add(elementwise(LeakyReLU::new, "LeakyReLU(0.01)", x -> x > 0 ? x : 0.01 * x));
    all.add(elementwise(() -> new LeakyReLU(0.2), "LeakyReLU(0.2)", x -> x > 0 ? x : 0.2 * x));
    all.add(elementwise(ELU::new, "ELU(1)", x -> x > 0 ? x : StrictMath.expm1(x)));
    all.add(
        elementwise(() -> new ELU(0.5), "ELU(0.5)", x -> x > 0 ? x : 0.5 * StrictMath.expm1(x)));
    all.add(elementwise(Sigmoid::new, "Sigmoid", LayerCatalog::sigmoid));
    all.add(elementwise(Tanh::new, "Tanh", StrictMath::tanh));
    all.add(
        elementwise(
            Softplus::new,
            "Softplus",
            x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))));
    all.add(elementwise(GELU::new, "GELU", x -> x / 2 * (1 + erf(x / Math.sqrt(2)))));
    all.add(
        elementwise(
            TanhGELU::new,
            "TanhGELU",
            x ->
                x
                    / 2
                    * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))));
    all.add(elementwise(SiLU::new, "SiLU", x -> x * sigmoid(x)));
    all.add(
        new Entry(
            Softmax::new,
            "Softmax",
            POINTS,
            (x, numbers) -> rows(x, 3, LayerCatalog::softmax),
            List.of(),
            false,
            NONE,
            ""));
    all.add(
        new Entry(
            LogSoftmax::new,
            "LogSoftmax",
            Golden.pattern(3, 2, 5, 3),
            (x, numbers) ->
                Arrays.stream(rows(x, 3, LayerCatalog::softmax)).map(StrictMath::log).toArray(),
            List.of(),
            false,
            NONE,
            ""));
    all.addAll(withParameters());
    return all;
  }

  private static List<Entry> withParameters() {
    return List.of(
        new Entry(
            () -> new Linear(3, 2),
            "Linear(3 → 2, bias)",
            Golden.pattern(6, 5, 3),
            (x, numbers) -> linear(x, numbers.get(0), numbers.get(1)),
            List.of("weight", "bias"),
            false,
            Golden.pattern(6, 5, 7),
            "[Linear(3 → 2, bias)] the last axis of the input must have length 3, but the input is"
                + " (5 × 7)"),
        new Entry(
            () -> new Linear(3, 2, false),
            "Linear(3 → 2)",
            Golden.pattern(6, 5, 7, 3),
            (x, numbers) -> linear(x, numbers.get(0), new double[2]),
            List.of("weight"),
            false,
            Tensor.zeros(5, 1, 3, 1).cast(DType.F64),
            "[Linear(3 → 2)] the last axis of the input must have length 3, but the input is (5 × 1"
                + " × 3 × 1). Did you mean to put a Flatten before it?"),
        new Entry(
            () -> new Dropout(0.3),
            "Dropout(0.3)",
            Golden.pattern(6, 11, 13),
            (x, numbers) -> x,
            List.of(),
            true,
            NONE,
            ""),
        new Entry(
            () -> new BatchNorm1d(3),
            "BatchNorm1d(3)",
            Golden.pattern(6, 5, 3),
            (x, numbers) -> batchNorm(x, 1, 1e-5, numbers),
            List.of("weight", "bias", "running_mean", "running_var"),
            true,
            Golden.pattern(6, 5, 7),
            "[BatchNorm1d(3)] the input must be (rows × 3) or (rows × 3 × length), but is (5 × 7)"),
        new Entry(
            () -> new BatchNorm1d(3, 0.5, 0.25),
            "BatchNorm1d(3, epsilon 0.5, momentum 0.25)",
            Golden.pattern(6, 5, 3, 2),
            (x, numbers) -> batchNorm(x, 2, 0.5, numbers),
            List.of("weight", "bias", "running_mean", "running_var"),
            true,
            Golden.pattern(6, 5, 3, 2, 2),
            "[BatchNorm1d(3, epsilon 0.5, momentum 0.25)] the input must be (rows × 3) or (rows × 3"
                + " × length), but is (5 × 3 × 2 × 2)"),
        new Entry(
            () -> new LayerNorm(3),
            "LayerNorm(3)",
            Golden.pattern(6, 5, 2, 3),
            (x, numbers) -> layerNorm(x, 3, 1e-5, numbers),
            List.of("weight", "bias"),
            false,
            Golden.pattern(6, 5, 7),
            "[LayerNorm(3)] the last axes of the input must be (3), but it is (5 × 7)"),
        new Entry(
            () -> new LayerNorm(0.1, Shape.of(2, 3)),
            "LayerNorm(2 × 3, epsilon 0.1)",
            Golden.pattern(6, 5, 2, 3),
            (x, numbers) -> layerNorm(x, 6, 0.1, numbers),
            List.of("weight", "bias"),
            false,
            Golden.pattern(6, 3),
            "[LayerNorm(2 × 3, epsilon 0.1)] the last axes of the input must be (2 × 3), but it is"
                + " (3)"),
        new Entry(
            () -> new Embedding(7, 3),
            "Embedding(7 × 3)",
            Tensor.of(new int[] {6, 0, 2, 6, 6, 5, 0, 1, 2, 6}, 5, 2),
            (x, numbers) -> embedding(x, 3, numbers.get(0)),
            List.of("weight"),
            false,
            Tensor.zeros(5, 2),
            "[Embedding(7 × 3)] the input must be whole numbers, i32 or i64, but is f32 (5 × 2)."
                + " Did you mean x.cast(DType.I32)?"),
        new Entry(
            Flatten::new,
            "Flatten",
            Golden.pattern(6, 5, 3, 2),
            (x, numbers) -> x,
            List.of(),
            false,
            Tensor.scalar(1),
            "[Flatten] the input must have rows, but is ()"),
        new Entry(
            () -> new Sequential(new Linear(3, 2), new ReLU(), new BatchNorm1d(2)),
            "Sequential(Linear(3 → 2, bias), ReLU, BatchNorm1d(2))",
            Golden.pattern(6, 5, 3),
            (x, numbers) -> {
              double[] flow = linear(x, numbers.get(0), numbers.get(1));
              flow = Arrays.stream(flow).map(v -> Math.max(v, 0)).toArray();
              return batchNorm(flow, 1, 1e-5, numbers.subList(2, 6));
            },
            List.of("0.weight", "0.bias", "2.weight", "2.bias", "2.running_mean", "2.running_var"),
            true,
            Golden.pattern(6, 5, 2),
            "[Linear(3 → 2, bias)] the last axis of the input must have length 3, but the input is"
                + " (5 × 2)"));
  }

  // ---- the formulas, in plain Java ----

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** By a series whose terms are all positive: 2/√π · e^(−x²) Σ 2ⁿx²ⁿ⁺¹/(1 · 3 · … · (2n + 1)). */
  static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  private static double[] softmax(double[] row) {
    double largest = Arrays.stream(row).max().orElse(0);
    double[] powers = Arrays.stream(row).map(x -> StrictMath.exp(x - largest)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(p -> p / sum).toArray();
  }

  private static double[] rows(double[] x, int length, UnaryOperator<double[]> function) {
    double[] out = new double[x.length];
    for (int from = 0; from < x.length; from += length) {
      double[] row = function.apply(Arrays.copyOfRange(x, from, from + length));
      System.arraycopy(row, 0, out, from, length);
    }
    return out;
  }

  private static double[] linear(double[] x, double[] weight, double[] bias) {
    int outputs = bias.length;
    int inputs = weight.length / outputs;
    double[] out = new double[x.length / inputs * outputs];
    for (int i = 0; i < out.length; i++) {
      out[i] = bias[i % outputs];
      for (int j = 0; j < inputs; j++) {
        out[i] += x[i / outputs * inputs + j] * weight[i % outputs * inputs + j];
      }
    }
    return out;
  }

  private static double[] batchNorm(
      double[] x, int length, double epsilon, List<double[]> numbers) {
    double[] out = new double[x.length];
    int features = numbers.get(0).length;
    for (int i = 0; i < x.length; i++) {
      int f = i / length % features;
      double deviation = Math.sqrt(numbers.get(3)[f] + epsilon);
      out[i] = (x[i] - numbers.get(2)[f]) / deviation * numbers.get(0)[f] + numbers.get(1)[f];
    }
    return out;
  }

  private static double[] layerNorm(
      double[] x, int length, double epsilon, List<double[]> numbers) {
    return rows(
        x,
        length,
        row -> {
          double mean = Arrays.stream(row).average().orElse(0);
          double variance =
              Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElse(0);
          double[] out = new double[length];
          for (int i = 0; i < length; i++) {
            double standard = (row[i] - mean) / Math.sqrt(variance + epsilon);
            out[i] = standard * numbers.get(0)[i] + numbers.get(1)[i];
          }
          return out;
        });
  }

  private static double[] embedding(double[] x, int size, double[] table) {
    double[] out = new double[x.length * size];
    for (int i = 0; i < out.length; i++) {
      out[i] = table[(int) x[i / size] * size + i % size];
    }
    return out;
  }
}
