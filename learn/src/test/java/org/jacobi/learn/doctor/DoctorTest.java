package org.jacobi.learn.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.array.NDArray;
import org.jacobi.learn.AddLayer;
import org.jacobi.learn.AffineLayer;
import org.jacobi.learn.BiasAddLayer;
import org.jacobi.learn.DropoutLayer;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.MatMulLayer;
import org.jacobi.learn.MultiplyLayer;
import org.jacobi.learn.ReLULayer;
import org.jacobi.learn.SigmoidLayer;
import org.jacobi.learn.SoftmaxWithLossLayer;
import org.jacobi.learn.SquaredErrorLayer;
import org.jacobi.learn.TanhLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every planted mistake is named, and nothing else; nothing is found where nothing is wrong. */
class DoctorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Stream<Class<?>> classes(List<Class<?>> files) {
    return files.stream()
        .flatMap(file -> Arrays.stream(file.getDeclaredClasses()))
        .filter(type -> !type.isInterface() && !Modifier.isAbstract(type.getModifiers()))
        .sorted((a, b) -> a.getName().compareTo(b.getName()));
  }

  static Stream<Class<?>> faulty() {
    return classes(
            List.of(
                FaultyLayers.class,
                FaultyParams.class,
                FaultyLosses.class,
                FaultyOthers.class,
                UnusualPatients.class,
                ShortPatients.class,
                StalePatients.class,
                OwnNumbers.class,
                MissingParts.class))
        .filter(type -> type.isAnnotationPresent(Has.class));
  }

  static Stream<Class<?>> right() {
    return classes(
            List.of(
                RightPatients.class,
                RightOthers.class,
                UnusualPatients.class,
                ShortPatients.class,
                StalePatients.class,
                OwnNumbers.class,
                MissingParts.class))
        .filter(type -> !type.isAnnotationPresent(Has.class));
  }

  private static Mistake planted(Class<?> patient) {
    return patient.getAnnotation(Has.class).value();
  }

  private static Object make(Class<?> patient) throws ReflectiveOperationException {
    Constructor<?> constructor = patient.getDeclaredConstructor();
    return constructor.newInstance();
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void thePlantedMistakeIsNamedAndNoOther(Class<?> patient) throws ReflectiveOperationException {
    boolean endless = planted(patient) == Mistake.NEVER_RETURNS;
    Object made = make(patient);
    Diagnosis diagnosis = Doctor.examine(made, endless ? Duration.ofSeconds(2) : LIMIT);
    assertThat(diagnosis.findings().stream().map(Finding::mistake))
        .as(diagnosis.text(Locale.ENGLISH))
        .containsExactly(planted(patient));
    assertThat(diagnosis.healthy()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("right")
  void nothingIsFoundWhereNothingIsWrong(Class<?> patient) throws ReflectiveOperationException {
    Diagnosis diagnosis = Doctor.examine(make(patient), LIMIT);
    assertThat(diagnosis.findings()).as(diagnosis.text(Locale.ENGLISH)).isEmpty();
    assertThat(diagnosis.numbers()).as("numbers compared").isPositive();
  }

  @Test
  void thereIsAPatientForEveryMistake() {
    Set<Mistake> all = EnumSet.noneOf(Mistake.class);
    faulty().forEach(patient -> all.add(planted(patient)));
    assertThat(all).containsExactlyInAnyOrder(Mistake.values());
    assertThat(faulty().count()).isGreaterThanOrEqualTo(60);
    assertThat(right().count()).isGreaterThanOrEqualTo(40);
  }

  /** No mask and no noise, though as many numbers come out as go in. */
  @ParameterizedTest
  @MethodSource("loose")
  void whatCannotBeReadOffIsNotJudged(UnaryOperator<double[]> rule) {
    assertThat(Doctor.examine(new Loose(rule), LIMIT).findings()).isEmpty();
  }

  static Stream<UnaryOperator<double[]>> loose() {
    UnaryOperator<double[]> square = x -> Arrays.stream(x).map(v -> v * v).toArray();
    UnaryOperator<double[]> tanh = x -> Arrays.stream(x).map(Math::tanh).toArray();
    UnaryOperator<double[]> sigmoid = x -> Arrays.stream(x).map(Plain::sigmoid).toArray();
    UnaryOperator<double[]> neighbours =
        x -> IntStream.range(0, x.length).mapToDouble(i -> x[i] + x[(i + 1) % x.length]).toArray();
    return Stream.of(square, tanh, sigmoid, neighbours);
  }

  /** A mask of random numbers that cannot be held, before another function of all entries. */
  static final class Loose extends ManualLayer {
    private final UnaryOperator<double[]> rule;
    private double[] x;
    private double[] mask;

    Loose(UnaryOperator<double[]> rule) {
      super("loose");
      this.rule = rule;
    }

    private double[] output(double[] numbers) {
      double[] y = rule.apply(numbers);
      Arrays.setAll(y, i -> y[i] * mask[i]);
      return y;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs).toDoubles();
      mask = Arrays.stream(x).map(v -> Math.random() < 0.3 ? 0 : 1 / 0.7).toArray();
      return Plain.like(inputs[0], output(x));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double[] u = upstream.toDoubles();
      double[] dx = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        double[] moved = x.clone();
        moved[j] += 1e-6;
        double[] above = output(moved);
        moved[j] -= 2e-6;
        double[] below = output(moved);
        for (int i = 0; i < u.length; i++) {
          dx[j] += u[i] * (above[i] - below[i]) / 2e-6;
        }
      }
      return new NDArray[] {Plain.like(upstream, dx)};
    }
  }

  @Test
  void aLayerWithoutASecondInstanceIsExaminedToo() {
    assertThat(Doctor.examine(new AffineLayer(6, 4)).findings()).isEmpty();
    assertThat(Doctor.examine(new DropoutLayer(0.3)).findings()).isEmpty();
    assertThat(Doctor.examine(new MatMulLayer(784, 50), LIMIT).findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ofTheModule")
  void theLayersOfThisModuleAreWell(ManualLayer layer) {
    Diagnosis diagnosis = Doctor.examine(layer, LIMIT);
    assertThat(diagnosis.findings()).as(diagnosis.text(Locale.ENGLISH)).isEmpty();
    assertThat(diagnosis.numbers()).isPositive();
  }

  static Stream<ManualLayer> ofTheModule() {
    return Stream.of(
        new AddLayer(),
        new MultiplyLayer(),
        new AffineLayer(4, 3),
        new MatMulLayer(3, 4),
        new BiasAddLayer(5),
        new SigmoidLayer(),
        new TanhLayer(),
        new ReLULayer(),
        new DropoutLayer(0.5),
        new SoftmaxWithLossLayer(),
        new SquaredErrorLayer());
  }

  @Test
  void theEvidenceNamesPlaceBothNumbersAndRatio() {
    Diagnosis diagnosis = Doctor.examine(new FaultyParams.BiasMean());
    Finding finding = diagnosis.main();
    assertThat(finding).isNotNull();
    assertThat(finding.where()).isEqualTo("∂L/∂bias");
    String english = finding.evidence(Locale.ENGLISH);
    assertThat(english).contains("∂L/∂bias[", "the ratio is 0.2", "5 → 0.2, 7 → 0.1429");
    assertThat(diagnosis.text(Locale.ENGLISH))
        .contains("BiasMean", "The bias gradient is averaged", "f64 (5 × 4)");
    assertThat(diagnosis.text(Locale.CHINA)).contains("偏置的梯度取了平均", "比值是 0.2");
    assertThat(diagnosis.toMap(Locale.ENGLISH)).containsEntry("healthy", false);
  }

  @Test
  void theAdviceFitsWhatIsExamined() {
    assertThat(advice(new FaultyOthers.DescentUphill()))
        .contains("subtract the rate times the gradient")
        .doesNotContain("y − t");
    assertThat(advice(new ShortPatients.DenseTanhAtOutput()))
        .contains("z = x · W + b", "f′(z)", "Wᵀ");
    assertThat(advice(new FaultyLayers.TanhAtOutput())).contains("u · f′(x)").doesNotContain("Wᵀ");
  }

  private static String advice(Object patient) {
    Finding finding = Doctor.examine(patient).main();
    assertThat(finding).isNotNull();
    return finding.formula(Locale.ENGLISH);
  }

  @Test
  void aClassIsMadeUnderTheSameLimitAndRefusedWithAReason() {
    Diagnosis throwing = Doctor.examine(ThrowsInConstructor.class, LIMIT);
    assertThat(throwing.findings()).extracting(Finding::mistake).containsExactly(Mistake.THROWS);
    assertThat(throwing.text(Locale.ENGLISH)).contains("IllegalStateException: not today");
    assertThatThrownBy(() -> Doctor.examine(ManualLayer.class, LIMIT))
        .hasMessageContaining("abstract");
    assertThatThrownBy(() -> Doctor.examine(AffineLayer.class, LIMIT))
        .hasMessageContaining("without arguments");
    assertThatThrownBy(() -> Doctor.examine(String.class, LIMIT))
        .hasMessageContaining("ManualLayer");
  }

  @Test
  void aSlowPatientIsNotTakenForOneThatNeverReturns() {
    assertThatThrownBy(() -> Doctor.examine(new Slow(), Duration.ofSeconds(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more time");
  }

  static final class Slow extends ManualLayer {
    public Slow() {
      super("slow");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      LockSupport.parkNanos(50_000_000);
      return inputs[0].copy();
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream};
    }
  }

  static final class ThrowsInConstructor extends ManualLayer {
    public ThrowsInConstructor() {
      super("throws");
      throw new IllegalStateException("not today");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return inputs[0];
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {upstream};
    }
  }

  @Test
  void whatIsNoPatientIsRefused() {
    assertThatThrownBy(() -> Doctor.examine("a text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ManualLayer");
  }
}
