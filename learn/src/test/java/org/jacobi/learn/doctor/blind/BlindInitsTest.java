package org.jacobi.learn.doctor.blind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualInit;
import org.jacobi.learn.doctor.Mistake;
import org.jacobi.nn.Fan;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The labels of the initial distributions are true. */
class BlindInitsTest {
  private static final int IN = 311;
  private static final int OUT = 97;

  private static ManualInit make(Class<?> type) {
    try {
      return (ManualInit) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static double deviation(NDArray w) {
    return Math.sqrt(Arrays.stream(w.toDoubles()).map(v -> v * v).average().orElseThrow());
  }

  /** The fourth moment beside the square of the second: 3 for normal numbers, 1.8 for uniform. */
  private static double kurtosis(NDArray w) {
    double fourth = Arrays.stream(w.toDoubles()).map(v -> v * v * v * v).average().orElseThrow();
    return fourth / Math.pow(deviation(w), 4);
  }

  private static NDArray library(ManualInit init, int in, int out) {
    NDArray w = NDArray.permanent(DType.F64, Shape.of(out, in));
    init.automatic().fill(w, new Fan(in, out), Rng.of(1, "library"));
    return w;
  }

  static Stream<Class<?>> all() {
    return Stream.concat(BlindPatients.right().stream(), BlindPatients.faulty().keySet().stream())
        .filter(ManualInit.class::isAssignableFrom);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDeviationIsThatOfTheLibraryOrOfItWithSwappedFans(Class<?> type) {
    ManualInit init = make(type);
    NDArray w = init.weight(IN, OUT, DType.F64, 5);
    assertThat(w.shape()).isIn(Shape.of(IN, OUT), Shape.of(OUT, IN));
    assertThat(init.weight(IN, OUT, DType.F64, 5).toDoubles()).containsExactly(w.toDoubles());
    assertThat(init.weight(IN, OUT, DType.F32, 6).dtype()).isEqualTo(DType.F32);
    assertThat(init.weight(IN, OUT, DType.F64, 6).toDoubles()).isNotEqualTo(w.toDoubles());
    double mean = Arrays.stream(w.toDoubles()).average().orElseThrow();
    assertThat(Math.abs(mean)).isLessThan(0.03 * deviation(w));

    NDArray wanted = library(init, IN, OUT);
    NDArray swapped = library(init, OUT, IN);
    assertThat(kurtosis(w)).isBetween(0.93 * kurtosis(wanted), 1.07 * kurtosis(wanted));
    boolean right = Math.abs(deviation(w) / deviation(wanted) - 1) < 0.03;
    boolean turned = Math.abs(deviation(w) / deviation(swapped) - 1) < 0.03;
    Mistake mistake = BlindPatients.faulty().get(type);
    assertThat(right).isEqualTo(mistake == null);
    if (mistake != null) {
      assertThat(turned).isEqualTo(mistake == Mistake.FANS_SWAPPED);
    }
  }
}
