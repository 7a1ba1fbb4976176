package org.jacobi.learn.doctor.blind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.AFTER_UPDATE;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.GRADIENT;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.INPUT;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.LARGE;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.MISSING;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.NOT_FINITE;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.NO_EFFECT;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.NULL;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.SECOND_BACKWARD;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.SECOND_WALK;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.SHAPE;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.THROWS;
import static org.jacobi.learn.doctor.blind.BlindTrial.Symptom.UPSTREAM;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.learn.doctor.Mistake;
import org.jacobi.learn.doctor.blind.BlindTrial.Symptom;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The labels of the layers and losses are true: right ones are right, others wrong in one way. */
class BlindPatientsTest {
  private static final int ROWS = 7;

  // ---- what goes in ----

  private static final Set<Class<?>> OF_NUMBERS =
      Set.of(
          BlindLosses.CrossEntropyOfNumbers.class,
          BlindLosses.Hinge.class,
          BlindLossMistakes.CrossEntropy1.class,
          BlindLossMistakes.CrossEntropy3.class,
          BlindLossMistakes.CrossEntropy4.class);

  private static final Set<Class<?>> OF_ONE_HOT =
      Set.of(
          BlindLosses.CrossEntropySum.class,
          BlindLosses.BinaryOfScores.class,
          BlindLossMistakes.CrossEntropy2.class,
          BlindLossMistakes.CrossEntropy5.class,
          BlindLossMistakes.Binary1.class);

  private static final Set<Class<?>> OF_PROBABILITIES =
      Set.of(
          BlindLosses.CrossEntropyOfProbabilities.class,
          BlindLosses.BinaryOfProbabilities.class,
          BlindLossMistakes.Binary2.class);

  private static final Set<Class<?>> IN_FLOATS =
      Set.of(BlindActivations.LeakyInFloats.class, BlindDense.InFloats.class);

  private static NDArray array(long seed, int... dims) {
    Shape shape = Shape.of(dims);
    return NDArray.permanent(DType.F64, shape)
        .copyFrom(BlindTrial.normal(seed, (int) shape.size()));
  }

  private static NDArray labels(int classes) {
    return NDArray.of(IntStream.range(0, ROWS).map(i -> (i * i + 1) % classes).toArray(), ROWS);
  }

  private static List<NDArray> inputs(Class<?> type) {
    ManualLayer layer = (ManualLayer) make(type);
    if (layer instanceof ManualLoss) {
      return lossInputs(type);
    }
    if (type == BlindRows.WordTable.class || type == BlindRowMistakes.Words1.class) {
      return List.of(NDArray.of(new int[] {3, 0, 4, 3, 1, 0, 3}, ROWS));
    }
    if (type == BlindDense.OfVector.class) {
      return List.of(array(1, 4));
    }
    if (type == BlindGates.Blend.class) {
      return List.of(array(1, ROWS, 5), array(2, ROWS, 5), array(3, ROWS, 5));
    }
    if (type.getEnclosingClass() == BlindGates.class && type != BlindGates.Residual1.class) {
      return List.of(array(1, ROWS, 5), array(2, ROWS, 5));
    }
    for (int columns : new int[] {5, 3, 4, 6}) {
      ManualLayer other = (ManualLayer) make(type);
      other.init(1, DType.F64);
      try {
        other.forward(array(1, ROWS, columns)).describe();
        return List.of(array(1, ROWS, columns));
      } catch (NullPointerException e) {
        return List.of(array(1, ROWS, columns)); // gives null: see its symptoms
      } catch (RuntimeException e) {
        continue; // another width
      }
    }
    throw new AssertionError(type + " takes no matrix");
  }

  private static List<NDArray> lossInputs(Class<?> type) {
    NDArray x = array(1, ROWS, 4);
    if (OF_NUMBERS.contains(type)) {
      return List.of(x, labels(4));
    }
    if (OF_ONE_HOT.contains(type)) {
      return List.of(x, Matrices.oneHot(labels(4), 4, DType.F64));
    }
    if (OF_PROBABILITIES.contains(type)) {
      NDArray p = Matrices.map(x, v -> 1 / (1 + Math.exp(-v)));
      return List.of(p, Matrices.oneHot(labels(4), 4, DType.F64));
    }
    return List.of(x, array(2, ROWS, 4));
  }

  private static Object make(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static BlindTrial trial(Class<?> type) {
    return new BlindTrial(
            () -> (ManualLayer) make(type),
            inputs(type),
            IN_FLOATS.contains(type),
            type != BlindRows.OwnDropout.class)
        .run();
  }

  static Stream<Class<?>> rightLayers() {
    return BlindPatients.right().stream().filter(ManualLayer.class::isAssignableFrom);
  }

  static Stream<Class<?>> faultyLayers() {
    return BlindPatients.faulty().keySet().stream().filter(ManualLayer.class::isAssignableFrom);
  }

  // ---- the catalogue ----

  /** Kinds that the doctor learned after these patients were written; others have them. */
  private static final Set<Mistake> LATER =
      EnumSet.of(
          Mistake.EARLIER_INPUT_USED,
          Mistake.DERIVATIVE_MISSING,
          Mistake.DERIVATIVE_FACTOR_MISSING,
          Mistake.GRADIENT_OF_ANOTHER,
          Mistake.TOO_MANY_GRADIENTS);

  @Test
  void theCatalogueIsWholeAndCoversEveryKind() {
    var faulty = BlindPatients.faulty();
    List<Class<?>> all = new ArrayList<>(faulty.keySet());
    all.addAll(BlindPatients.right());
    assertThat(all).doesNotHaveDuplicates();
    var expected = EnumSet.allOf(Mistake.class);
    expected.remove(Mistake.NEVER_RETURNS);
    expected.removeAll(LATER);
    assertThat(EnumSet.copyOf(faulty.values())).isEqualTo(expected);
    List<Class<?>> written = new ArrayList<>();
    for (Class<?> file : all.stream().map(Class::getEnclosingClass).distinct().toList()) {
      Arrays.stream(file.getDeclaredClasses())
          .filter(c -> Modifier.isPublic(c.getModifiers()))
          .forEach(written::add);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(written);
  }

  // ---- right ----

  @ParameterizedTest
  @MethodSource("rightLayers")
  void rightLayersHaveNoSymptom(Class<?> type) {
    BlindTrial trial = trial(type);
    assertThat(trial.symptoms).as(trial.wrong().toString()).isEmpty();
    assertThat(trial.pairs).isNotEmpty();
  }

  // ---- faulty ----

  private static Set<Symptom> expected(Class<?> type, Mistake mistake) {
    return switch (mistake) {
      case THROWS -> Set.of(THROWS);
      case NULL_OUTPUT -> Set.of(NULL);
      case WRONG_SHAPE -> Set.of(SHAPE);
      case NOT_A_NUMBER -> Set.of(GRADIENT, NOT_FINITE);
      case NOTHING_RETURNED -> Set.of(MISSING);
      case UPSTREAM_OVERWRITTEN -> Set.of(UPSTREAM);
      case INPUT_OVERWRITTEN -> Set.of(INPUT);
      case STORED_OVERWRITTEN -> Set.of(SECOND_BACKWARD);
      case INITIAL_WEIGHTS_USED -> Set.of(AFTER_UPDATE);
      case GRADIENT_ACCUMULATED -> Set.of(SECOND_BACKWARD, SECOND_WALK, AFTER_UPDATE);
      case OVERFLOW, LOG_OF_ZERO -> Set.of(LARGE);
      case PARAMETER_WITHOUT_EFFECT ->
          type == BlindWeightMistakes.Dense7.class
              ? Set.of(NO_EFFECT, GRADIENT)
              : Set.of(NO_EFFECT);
      case MASK_NOT_SCALED -> type == BlindRowMistakes.Dropout3.class ? Set.of() : Set.of(GRADIENT);
      default -> Set.of(GRADIENT);
    };
  }

  @ParameterizedTest
  @MethodSource("faultyLayers")
  void faultyLayersHaveTheSymptomsOfTheirMistakeAlone(Class<?> type) {
    Mistake mistake = BlindPatients.faulty().get(type);
    BlindTrial trial = trial(type);
    assertThat(trial.symptoms).as(mistake + " " + trial.wrong()).isEqualTo(expected(type, mistake));
  }

  private static boolean explains(Mistake mistake, BlindTrial.Pair pair, double tolerance) {
    double[] e = pair.expected();
    double[] g = pair.given();
    DoubleUnaryOperator factor =
        switch (mistake) {
          case BATCH_FACTOR_MISSING -> v -> v * ROWS;
          case BATCH_FACTOR_EXTRA, BIAS_AVERAGED -> v -> v / ROWS;
          case FACTOR_TWO -> v -> 2 * v;
          case FACTOR_HALF -> v -> v / 2;
          case SIGN_TURNED -> v -> -v;
          case MASK_NOT_SCALED -> v -> 0.6 * v;
          default -> v -> Double.NaN;
        };
    double[] changed = Arrays.stream(e).map(factor).toArray();
    if (mistake == Mistake.SIGN_LOST) {
      double[] a = Arrays.stream(e).map(Math::abs).toArray();
      double[] b = Arrays.stream(g).map(Math::abs).toArray();
      return new BlindTrial.Pair(b, a).same(tolerance);
    }
    return new BlindTrial.Pair(g, changed).same(tolerance);
  }

  private static final Set<Mistake> BY_FACTOR =
      Set.of(
          Mistake.BATCH_FACTOR_MISSING,
          Mistake.BATCH_FACTOR_EXTRA,
          Mistake.BIAS_AVERAGED,
          Mistake.FACTOR_TWO,
          Mistake.FACTOR_HALF,
          Mistake.SIGN_TURNED,
          Mistake.SIGN_LOST,
          Mistake.MASK_NOT_SCALED);

  @ParameterizedTest
  @MethodSource("faultyLayers")
  void wrongFactorsAndSignsAreThoseOfTheLabelAndNoOther(Class<?> type) {
    Mistake mistake = BlindPatients.faulty().get(type);
    BlindTrial trial = trial(type);
    if (!trial.symptoms.contains(GRADIENT) || mistake == Mistake.NOT_A_NUMBER) {
      return; // see the test above
    }
    for (String name : trial.wrong()) {
      for (Mistake other : BY_FACTOR) {
        boolean alike = other == mistake || asFactor(mistake) == asFactor(other);
        // what is turned everywhere has lost no sign, but its absolute values agree
        boolean both = mistake == Mistake.SIGN_TURNED && other == Mistake.SIGN_LOST;
        if (!both) {
          assertThat(explains(other, trial.pairs.get(name), trial.tolerance))
              .as(name + " as " + other)
              .isEqualTo(alike && BY_FACTOR.contains(mistake));
        }
      }
    }
  }

  private static Mistake asFactor(Mistake mistake) {
    return mistake == Mistake.BIAS_AVERAGED ? Mistake.BATCH_FACTOR_EXTRA : mistake;
  }

  @ParameterizedTest
  @MethodSource("faultyLayers")
  void theWrongGradientIsThatOfOneQuantity(Class<?> type) {
    Mistake mistake = BlindPatients.faulty().get(type);
    BlindTrial trial = trial(type);
    if (!trial.symptoms.contains(GRADIENT) || type.getEnclosingClass() == BlindGates.class) {
      return; // the gates have two inputs
    }
    assertThat(trial.wrong()).hasSize(1);
    ManualLayer layer = (ManualLayer) make(type);
    String name = trial.wrong().getFirst();
    var role =
        layer.params().stream().filter(p -> p.name().equals(name)).map(ManualParam::role).toList();
    switch (mistake) {
      case BIAS_AVERAGED, BIAS_NOT_SUMMED -> assertThat(role).containsExactly(Param.Role.BIAS);
      case WEIGHT_GRADIENT_TRANSPOSED -> assertThat(role).containsExactly(Param.Role.WEIGHT);
      case WEIGHT_NOT_TRANSPOSED -> assertThat(name).isEqualTo("x0");
      default -> assertThat(trial.pairs).containsKey(name);
    }
  }

  // ---- each formula that a label names ----

  private static double sigma(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  @Test
  void theDerivativesAreTakenWhereTheLabelSays() {
    Map<Class<?>, DoubleUnaryOperator> slopes =
        Map.of(
            BlindActivationMistakes.Tanh1.class, x -> 1 - Math.pow(Math.tanh(Math.tanh(x)), 2),
            BlindActivationMistakes.Sigmoid1.class, x -> sigma(sigma(x)) * (1 - sigma(sigma(x))),
            BlindActivationMistakes.Softplus1.class, x -> sigma(Math.log1p(Math.exp(x))),
            BlindActivationMistakes.Sigmoid2.class, x -> x * (1 - x),
            BlindActivationMistakes.Tanh2.class, x -> 1 - x * x,
            BlindActivationMistakes.Elu1.class, x -> x > 0 ? 1 : x + 1,
            BlindActivationMistakes.Relu3.class, x -> 1,
            BlindActivationMistakes.Leaky1.class, x -> x > 0 ? 1 : 0.01);
    slopes.forEach((type, slope) -> {
      ManualLayer layer = (ManualLayer) make(type);
      NDArray x = array(5, 11, 3);
      NDArray d = array(6, 11, 3);
      layer.forward(x);
      NDArray expected = Matrices.combine(x, d, (v, u) -> u * slope.applyAsDouble(v));
      near(layer.backward(d)[0], expected, type);
    });
  }

  private static void near(NDArray given, NDArray expected, Class<?> type) {
    assertThat(given.toDoubles())
        .as(type.getSimpleName())
        .containsExactly(expected.toDoubles(), org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void theUpstreamGradientThatIsIgnoredChangesNothing() {
    BlindPatients.faulty()
        .forEach((type, mistake) -> {
          if (mistake == Mistake.UPSTREAM_IGNORED) {
            ManualLayer layer = (ManualLayer) make(type);
            NDArray y = layer.forward(inputs(type).toArray(NDArray[]::new));
            NDArray one = NDArray.permanent(DType.F64, y.shape()).fill(1);
            NDArray five = NDArray.permanent(DType.F64, y.shape()).fill(5);
            near(layer.backward(five)[0], layer.backward(one)[0], type);
          }
        });
  }

  @Test
  void theSoftmaxesAreWrongByAPowerOfTheSumOrBesideTheDiagonal() {
    NDArray x = array(1, ROWS, 5);
    NDArray d = array(2, ROWS, 5);
    var right = new BlindRows.SoftmaxByJacobian();
    NDArray p = right.forward(x);
    NDArray dx = right.backward(d)[0];
    double[][] sums = BlindRows.rowsOf(x);
    for (double[] row : sums) {
      double top = Arrays.stream(row).max().orElseThrow();
      Arrays.fill(row, Arrays.stream(row).map(v -> Math.exp(v - top)).sum());
    }
    NDArray s = BlindRows.array(sums, x);
    NDArray diagonal = Matrices.combine(p, d, (v, u) -> u * v * (1 - v));
    Map<Class<?>, NDArray> expected =
        Map.of(
            BlindRowMistakes.Softmax1.class,
            Matrices.combine(dx, s, (g, v) -> g / v),
            BlindRowMistakes.Softmax2.class,
            Matrices.combine(dx, s, (g, v) -> g * v),
            BlindRowMistakes.Softmax3.class,
            diagonal,
            BlindRowMistakes.Softmax4.class,
            diagonal);
    expected.forEach((type, wrong) -> {
      ManualLayer layer = (ManualLayer) make(type);
      near(layer.forward(x), p, type);
      near(layer.backward(d)[0], wrong, type);
    });
  }

  @Test
  void weightsAndTheirGradientsAreTurnedWhereTheLabelSays() {
    for (Class<?> type : List.of(BlindDenseMistakes.MatMul1.class, BlindDenseMistakes.Mix1.class)) {
      BlindTrial trial = trial(type);
      BlindTrial.Pair pair = trial.pairs.get(trial.wrong().getFirst());
      int in = type == BlindDenseMistakes.MatMul1.class ? 5 : 4;
      int out = pair.expected().length / in;
      double[] turned = NDArray.of(pair.expected(), in, out).transpose().toDoubles();
      assertThat(new BlindTrial.Pair(pair.given(), turned).same(1e-6)).isTrue();
    }
    var mix = new BlindDenseMistakes.Mix2();
    mix.init(3, DType.F64);
    NDArray d = array(2, ROWS, 3);
    mix.forward(array(1, ROWS, 3));
    near(
        mix.backward(d)[0],
        Matrices.product(d, mix.params().getFirst().value()),
        BlindDenseMistakes.Mix2.class);
    var product = new BlindDenseMistakes.MatMul2();
    product.init(3, DType.F64);
    NDArray u = array(2, ROWS, 6);
    product.forward(array(1, ROWS, 4));
    NDArray read = product.params().getFirst().value().reshape(6, 4);
    near(product.backward(u)[0], Matrices.product(u, read), BlindDenseMistakes.MatMul2.class);
  }

  @Test
  void theBiasThatIsNotSummedHasTheFirstRow() {
    for (Class<?> type : List.of(BlindDenseMistakes.Dense2.class, BlindDenseMistakes.Bias1.class)) {
      ManualLayer layer = (ManualLayer) make(type);
      layer.init(1, DType.F64);
      NDArray y = layer.forward(inputs(type).getFirst());
      NDArray d = array(3, y.shape().toArray());
      layer.backward(d);
      near(layer.params().getLast().gradient(), d.slice(0, 0, 1).squeeze(0), type);
    }
  }

  // ---- dropout ----

  /** What an input of 1 becomes on average, by mode. */
  private static double mean(ManualLayer layer, Mode mode) {
    NDArray ones = NDArray.permanent(DType.F64, Shape.of(100, 97)).fill(1);
    double[] y =
        StepScope.outside()
            .with(Randomness.SETTING, Rng.of(3, "mean"))
            .with(Mode.SETTING, mode)
            .call(() -> layer.forward(ones))
            .toDoubles();
    return Arrays.stream(y).average().orElseThrow();
  }

  @Test
  void dropoutKeepsTheMeanUnlessItsForwardMaskIsNotScaled() {
    for (Class<?> type :
        List.<Class<?>>of(
            BlindRows.KeyedDropout.class,
            BlindRows.OwnDropout.class,
            BlindRowMistakes.Dropout1.class,
            BlindRowMistakes.Dropout2.class)) {
      assertThat(mean((ManualLayer) make(type), Mode.TRAIN)).isBetween(0.97, 1.03);
      assertThat(mean((ManualLayer) make(type), Mode.EVALUATE)).isEqualTo(1);
    }
    assertThat(mean(new BlindRowMistakes.Dropout3(), Mode.TRAIN)).isBetween(0.58, 0.62);
    assertThat(mean(new BlindRowMistakes.Dropout3(), Mode.EVALUATE)).isEqualTo(1);
  }

  @Test
  void theDropoutWithAGeneratorOfItsOwnGoesBackByTheMaskOfTheLastCall() {
    var layer = new BlindRows.OwnDropout();
    NDArray ones = NDArray.permanent(DType.F64, Shape.of(ROWS, 5)).fill(1);
    double[] first = layer.forward(ones).toDoubles();
    double[] second = layer.forward(ones).toDoubles();
    assertThat(second).isNotEqualTo(first).containsOnly(0, 1 / 0.75);
    assertThat(layer.backward(ones)[0].toDoubles()).containsExactly(second);
  }
}
