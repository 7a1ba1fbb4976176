package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Gain;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/**
 * What becomes of activations over five layers, for several initial distributions of the weights:
 * 1000 rows of 100 normal numbers go through five layers of 100 units without bias.
 *
 * @param seed of the input and the weights
 * @param cases for each activation one for each initialiser
 */
public record InitStudy(long seed, List<Case> cases) {
  /** Rows of the input. */
  public static final int ROWS = 1000;

  /** Numbers in a row, and units of each layer. */
  public static final int UNITS = 100;

  /** How many layers there are. */
  public static final int LAYERS = 5;

  /** Bars of a histogram. */
  public static final int BINS = 40;

  /** An activation this near to its bounds counts as saturated, as a share of their distance. */
  public static final double NEAR_BOUND = 0.025;

  /** Copies the list. */
  public InitStudy {
    cases = List.copyOf(cases);
  }

  /** An activation function. */
  public enum Activation {
    /** 1 / (1 + e⁻ˣ), between 0 and 1. */
    SIGMOID(0),
    /** tanh x, between −1 and 1. */
    TANH(-1),
    /** max(0, x). */
    RELU(0);

    private final double low;

    Activation(double low) {
      this.low = low;
    }

    private UnaryOperator<Tensor> function() {
      return switch (this) {
        case SIGMOID -> Tensor::sigmoid;
        case TANH -> Tensor::tanh;
        case RELU -> Tensor::relu;
      };
    }

    /** The name, such as {@code tanh}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What has become of the activations at the last layer. */
  public enum Verdict {
    /** Most stand at the bounds, where the function is flat. */
    SATURATED,
    /** They grow from layer to layer. */
    EXPLODING,
    /** They are almost all the same. */
    ALIKE,
    /** They become smaller from layer to layer. */
    SHRINKING,
    /** They keep their spread. */
    KEPT
  }

  /**
   * The activations of one layer.
   *
   * @param counts how many fall into each of {@link #BINS} equal parts of low … high
   * @param low where the first bar begins
   * @param high where the last bar ends; for ReLU the largest activation of the first layer, and
   *     what is larger counts in the last bar
   * @param mean of all activations
   * @param deviation their standard deviation
   * @param idle the share that is saturated; for ReLU the share that is 0
   * @param dead units that are 0 for every row
   */
  public record Histogram(
      int[] counts,
      double low,
      double high,
      double mean,
      double deviation,
      double idle,
      int dead) {}

  /**
   * One activation with one initialiser.
   *
   * @param initialiser its text, such as {@code normal(0, 0.01)}
   * @param layers from the first to the last
   */
  public record Case(Activation activation, String initialiser, List<Histogram> layers) {
    /** What is to be seen. */
    public Verdict verdict() {
      Histogram last = layers.getLast();
      if (activation != Activation.RELU && last.idle > 0.3) {
        return Verdict.SATURATED;
      }
      double first = layers.getFirst().deviation;
      if (last.deviation > 10 * first) {
        return Verdict.EXPLODING;
      }
      if (last.deviation < 0.02) {
        return Verdict.ALIKE;
      }
      return last.deviation < 0.4 * first ? Verdict.SHRINKING : Verdict.KEPT;
    }
  }

  /** The initialisers, by the names that the pages have for them. */
  static Map<String, Init> initialisers() {
    Map<String, Init> all = new LinkedHashMap<>();
    all.put("wide", Init.normal(0, 1));
    all.put("narrow", Init.normal(0, 0.01));
    all.put("xavier", Init.xavierNormal(Gain.LINEAR));
    all.put("he", Init.kaimingNormal(Fan.Mode.IN, Gain.RELU));
    return all;
  }

  /** Lets the rows go through all layers. */
  public static InitStudy run(long seed) {
    return StepScope.outside()
        .with(Kernels.SETTING, new ReferenceKernels())
        .call(() -> Autograd.noGrad(() -> new InitStudy(seed, allCases(seed))));
  }

  private static List<Case> allCases(long seed) {
    List<Case> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      initialisers().forEach((name, init) -> cases.add(through(activation, name, init, seed)));
    }
    return cases;
  }

  private static Case through(Activation activation, String name, Init init, long seed) {
    NDArray input = NDArray.allocate(DType.F64, Shape.of(ROWS, UNITS));
    Tensor x = new Tensor(Rng.of(seed, "init study").fillNormal(input, 0, 1));
    List<Histogram> layers = new ArrayList<>();
    for (int layer = 1; layer <= LAYERS; layer++) {
      var linear = new Linear(UNITS, UNITS, false).weightInit(init);
      linear.init(Rng.of(seed, "init study layer", layer).key(), DType.F64);
      x = activation.function().apply(linear.forward(x));
      double[] numbers = x.toDoubles();
      double high =
          activation != Activation.RELU
              ? 1
              : layer > 1 ? layers.getFirst().high : Arrays.stream(numbers).max().orElseThrow();
      layers.add(histogram(activation, numbers, high));
    }
    return new Case(activation, name, List.copyOf(layers));
  }

  private static Histogram histogram(Activation activation, double[] numbers, double high) {
    double low = activation.low;
    int[] counts = new int[BINS];
    double near = NEAR_BOUND * (high - low);
    int idle = 0;
    for (double number : numbers) {
      counts[(int) Math.min(BINS - 1, (number - low) / (high - low) * BINS)]++;
      boolean still =
          activation == Activation.RELU ? number == 0 : number < low + near || number > high - near;
      idle += still ? 1 : 0;
    }
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double square =
        Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    return new Histogram(
        counts, low, high, mean, Math.sqrt(square), (double) idle / numbers.length, dead(numbers));
  }

  private static int dead(double[] numbers) {
    boolean[] alive = new boolean[UNITS];
    for (int i = 0; i < numbers.length; i++) {
      alive[i % UNITS] |= numbers[i] != 0;
    }
    int dead = 0;
    for (boolean unit : alive) {
      dead += unit ? 0 : 1;
    }
    return dead;
  }

  /**
   * The case of an activation and an initialiser.
   *
   * @param initialiser {@code wide}, {@code narrow}, {@code xavier} or {@code he}
   * @throws IllegalArgumentException if there is none of this name
   */
  public Case of(Activation activation, String initialiser) {
    return cases.stream()
        .filter(one -> one.activation == activation && one.initialiser.equals(initialiser))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(Words.error("init", "case", initialiser)));
  }

  /** Small histograms of block characters, with figures and what they show. */
  public String table(Locale locale) {
    return InitText.table(this, locale);
  }

  /** One HTML page with all histograms. */
  public String html(Locale locale) {
    return InitText.page(this, locale);
  }

  /** For JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seed", seed);
    map.put("cases", cases.stream().map(InitStudy::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(Case one) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("activation", one.activation.toString());
    map.put("initialiser", one.initialiser);
    map.put("init", String.valueOf(initialisers().get(one.initialiser)));
    map.put("verdict", one.verdict().name().toLowerCase(Locale.ROOT));
    map.put("layers", one.layers.stream().map(InitStudy::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(Histogram layer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("low", layer.low);
    map.put("high", layer.high);
    map.put("mean", layer.mean);
    map.put("deviation", layer.deviation);
    map.put("idle", layer.idle);
    map.put("dead_units", (long) layer.dead);
    map.put("counts", Arrays.stream(layer.counts).boxed().toList());
    return map;
  }

  /** The names of the initialisers, in order. */
  public static List<String> names() {
    return List.copyOf(initialisers().keySet());
  }
}
