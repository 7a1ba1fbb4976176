package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.InitCatalog.Entry;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What holds for every initial distribution, from the entries of {@link InitCatalog}. */
class InitCatalogTest {
  @SuppressWarnings("unused") // the source of the parameterized tests
  private static final List<Entry> ENTRIES = InitCatalog.ALL;

  private static final Fan FAN = new Fan(InitCatalog.IN, InitCatalog.OUT);

  private static NDArray filled(Init init, DType dtype, Rng rng, int... dims) {
    var out = NDArray.permanent(dtype, Shape.of(dims)).fill(Double.NaN);
    init.fill(out, FAN, rng);
    return out;
  }

  private static double[] drawn(Entry entry, long seed) {
    var rng = Rng.of(seed, "init");
    return filled(entry.init(), DType.F64, rng, InitCatalog.OUT, InitCatalog.IN).toDoubles();
  }

  @Test
  void everyFactoryHasAnEntry() {
    Set<String> factories =
        Arrays.stream(Init.class.getDeclaredMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    Set<String> entries = InitCatalog.ALL.stream().map(Entry::factory).collect(Collectors.toSet());
    assertThat(entries).isEqualTo(factories).hasSize(12);
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itPrintsItself(Entry entry) {
    assertThat(entry.init()).hasToString(entry.printed());
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsNumbersHaveTheBoundsMeanAndDeviationOfTheFormula(Entry entry) {
    double[] numbers = drawn(entry, 1);
    double n = numbers.length;
    assertThat(Arrays.stream(numbers).min().orElseThrow()).isGreaterThanOrEqualTo(entry.low());
    assertThat(Arrays.stream(numbers).max().orElseThrow()).isLessThanOrEqualTo(entry.high());
    double mean = Arrays.stream(numbers).average().orElseThrow();
    assertThat(mean).isCloseTo(entry.mean(), within(1e-12 + 4 * entry.deviation() / Math.sqrt(n)));
    double variance = Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum() / n;
    assertThat(Math.sqrt(variance))
        .isCloseTo(entry.deviation(), within(1e-12 + 0.01 * entry.deviation()));
    double near =
        Arrays.stream(numbers).filter(x -> Math.abs(x - mean) <= entry.deviation()).count() / n;
    assertThat(entry.deviation() == 0 ? 1 : near).isCloseTo(entry.withinOne(), within(0.01));
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsNumbersFollowFromSeedAndPathAlone(Entry entry) {
    double[] first = drawn(entry, 1);
    assertThat(Arrays.equals(drawn(entry, 1), first)).isTrue();
    if (entry.deviation() > 0) {
      assertThat(Arrays.equals(drawn(entry, 2), first)).isFalse();
    }
    double[] inModel = ofModel(entry, 5, "0.weight");
    assertThat(ofModel(entry, 5, "0.weight")).containsExactly(inModel);
    if (entry.deviation() > 0) {
      assertThat(Arrays.equals(ofModel(entry, 6, "0.weight"), inModel)).isFalse();
      assertThat(Arrays.equals(ofModel(entry, 5, "1.weight"), inModel)).isFalse();
    }
    var rng = Rng.of(5, "init").derive("0.weight");
    var direct = NDArray.permanent(DType.F64, Shape.of(7, 7));
    entry.init().fill(direct, new Fan(7, 7), rng);
    assertThat(inModel).containsExactly(direct.toDoubles());
  }

  private static double[] ofModel(Entry entry, long seed, String path) {
    var model = new Sequential(new Linear(7, 7), new Linear(7, 7)).weightInit(entry.init());
    model.init(seed, DType.F64);
    return model.param(path).value().toDoubles();
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsNumbersInSinglePrecisionAreThoseInDoubleRounded(Entry entry) {
    double[] wide = filled(entry.init(), DType.F64, Rng.of(1, "x"), 11, 13).toDoubles();
    float[] narrow = filled(entry.init(), DType.F32, Rng.of(1, "x"), 11, 13).toFloats();
    for (int i = 0; i < wide.length; i++) {
      assertThat(narrow[i]).isEqualTo((float) wide[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "5, 3", "7, 7", "1, 9", "9, 1", "131, 67"})
  void theShorterSideOfAnOrthogonalMatrixIsOrthonormal(int rows, int columns) {
    double gain = 1.5;
    double[] w =
        filled(Init.orthogonal(gain), DType.F64, Rng.of(3, "x"), rows, columns).toDoubles();
    boolean byRows = rows <= columns;
    int count = Math.min(rows, columns);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          dot +=
              byRows
                  ? w[i * columns + k] * w[j * columns + k]
                  : w[k * columns + i] * w[k * columns + j];
        }
        assertThat(dot).isCloseTo(i == j ? gain * gain : 0, within(1e-12));
      }
    }
  }

  @Test
  void anOrthogonalArrayOfMoreAxesIsAMatrixOfItsFirstAxisAndTheRest() {
    double[] wide = filled(Init.orthogonal(1), DType.F64, Rng.of(3, "x"), 3, 2, 5).toDoubles();
    double[] flat = filled(Init.orthogonal(1), DType.F64, Rng.of(3, "x"), 3, 10).toDoubles();
    assertThat(wide).containsExactly(flat);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> filled(Init.orthogonal(1), DType.F64, Rng.of(3, "x"), 7))
        .withMessage("[orthogonal] needs a matrix of two axes or more, not (7)");
  }

  @Test
  void gainsAreThoseOfTheActivations() {
    assertThat(Gain.LINEAR).isEqualTo(1);
    assertThat(Gain.SIGMOID).isEqualTo(1);
    assertThat(Gain.TANH).isEqualTo(5.0 / 3);
    assertThat(Gain.RELU).isEqualTo(Math.sqrt(2));
    assertThat(Gain.leakyRelu(0)).isEqualTo(Gain.RELU);
    assertThat(Gain.leakyRelu(0.2)).isCloseTo(1.3867504905630728, within(1e-15));
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.uniform(1, -1))
        .withMessage("[uniform] the lower bound 1.0 is above the upper bound -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.normal(0, -1))
        .withMessage("[normal] the deviation must not be negative, but is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.truncatedNormal(Double.NaN, 1))
        .withMessage("[truncatedNormal] needs finite numbers, not [NaN, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.xavierNormal(0))
        .withMessage("[xavierNormal] the gain must be positive and finite, but is 0.0");
  }

  @Test
  void weightsTakeTheChosenInitAndBiasesKeepTheirs() {
    var model = new Sequential(new Linear(3, 2), new BatchNorm1d(2), new Linear(2, 5));
    model.weightInit(Init.constant(0.5));
    ((Linear) model.steps().getLast()).weightInit(Init.constant(7));
    model.init(1);
    assertThat(model.param("0.weight").value().toDoubles()).containsOnly(0.5);
    assertThat(model.param("1.weight").value().toDoubles()).containsOnly(1);
    assertThat(model.param("2.weight").value().toDoubles()).containsOnly(7);
    double bound = 1 / Math.sqrt(2);
    assertThat(Arrays.stream(model.param("2.bias").value().toDoubles()).boxed())
        .allMatch(x -> Math.abs(x) <= bound)
        .doesNotContain(0.0, 7.0, 0.5);
  }

  @Test
  void anOwnInitIsALambdaThatSeesTheFan() {
    var layer = new Linear(3, 2).weightInit((out, fan, rng) -> out.fill(fan.in() * 10 + fan.out()));
    layer.init(1);
    assertThat(layer.weight().value().toDoubles()).containsOnly(32);
  }

  @Test
  void initialValuesCannotBeChosenAfterwards() {
    var model = new Sequential(new Linear(3, 2));
    model.init(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.weightInit(Init.zeros()))
        .withMessage(
            "[weightInit] 0.weight has its numbers already: choose initial values before"
                + " init(seed)");
  }
}
