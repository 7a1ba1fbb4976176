package org.jacobi.learn.doctor.blind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.learn.doctor.Mistake;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Param;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.Optimizer;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The labels of the optimizers are true: beside the library over 20 steps. */
class BlindOptimizersTest {
  private static final int STEPS = 20;

  private static ManualOptimizer make(Class<?> type) {
    try {
      return (ManualOptimizer) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Sequential small() {
    var model = new Sequential(new Linear(5, 3), new Linear(3, 2));
    model.init(3, DType.F64);
    return model;
  }

  private static Sequential single() {
    var model = new Sequential(new Linear(1, 1));
    model.init(3, DType.F64);
    return model;
  }

  /**
   * The largest difference between both after so many steps, beside the longest way of a number.
   *
   * @param scale deviation of the gradients
   * @param epochs how many passes the steps are divided among
   */
  private static double apart(
      ManualOptimizer manual, Sequential model, int steps, double scale, int epochs) {
    Optimizer library = manual.automatic().over(model);
    Map<String, NDArray> ours = new LinkedHashMap<>();
    Map<String, NDArray> start = new LinkedHashMap<>();
    List<Param> params = model.params();
    params.forEach(p -> ours.put(p.path(), p.value().keep()));
    params.forEach(p -> start.put(p.path(), p.value().keep()));
    for (int step = 0; step < steps; step++) {
      if (step % (steps / epochs) == 0) {
        manual.startEpoch(step / (steps / epochs));
      }
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      for (int k = 0; k < params.size(); k++) {
        Param p = params.get(k);
        NDArray g = model.store().part(model.store().gradients(), k);
        Rng.of(step, "gradient", k).fillNormal(g, 0.3 * scale, scale);
        gradients.put(p.path(), g.keep());
      }
      Map<String, double[]> before = new LinkedHashMap<>();
      gradients.forEach((name, g) -> before.put(name, g.toDoubles()));
      manual.step(ours, gradients);
      gradients.forEach((name, g) -> assertThat(g.toDoubles()).containsExactly(before.get(name)));
      library.step(model.store().gradients());
    }
    double difference = 0;
    double way = 0;
    for (Param p : params) {
      double[] a = ours.get(p.path()).toDoubles();
      double[] b = p.value().toDoubles();
      double[] c = start.get(p.path()).toDoubles();
      for (int i = 0; i < a.length; i++) {
        double d = Math.abs(a[i] - b[i]);
        difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
        way = Math.max(way, Math.abs(b[i] - c[i]));
      }
    }
    return difference / way;
  }

  static Stream<Class<?>> right() {
    return BlindPatients.right().stream().filter(ManualOptimizer.class::isAssignableFrom);
  }

  static Stream<Class<?>> faulty() {
    return BlindPatients.faulty().keySet().stream().filter(ManualOptimizer.class::isAssignableFrom);
  }

  @ParameterizedTest
  @MethodSource("right")
  void rightOptimizersMakeTheStepsOfTheLibrary(Class<?> type) {
    for (double scale : new double[] {1, 1e-4}) {
      for (int epochs : new int[] {1, 2}) {
        assertThat(apart(make(type), small(), STEPS, scale, epochs)).isLessThan(1e-9);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void faultyOptimizersDifferAsTheirLabelSays(Class<?> type) {
    Mistake mistake = BlindPatients.faulty().get(type);
    if (mistake == Mistake.THROWS) {
      assertThatThrownBy(() -> apart(make(type), small(), STEPS, 1, 1))
          .isInstanceOf(NullPointerException.class);
      return;
    }
    double ordinary = apart(make(type), small(), STEPS, 1, 1);
    double twoEpochs = apart(make(type), small(), STEPS, 1, 2);
    double tiny = apart(make(type), small(), STEPS, 1e-4, 1);
    double alone = apart(make(type), single(), STEPS, 1, 1);
    switch (mistake) {
      case STATE_RESTARTED -> {
        assertThat(ordinary).isLessThan(1e-9);
        assertThat(twoEpochs).isGreaterThan(1e-2);
      }
      case EPSILON_INSIDE_ROOT -> {
        assertThat(ordinary).isBetween(1e-9, 1e-3);
        assertThat(tiny).isGreaterThan(1e-2);
      }
      case ADAMAX_NORM -> {
        assertThat(alone).isLessThan(1e-9);
        assertThat(ordinary).isGreaterThan(1e-2);
      }
      case NOT_A_NUMBER -> assertThat(ordinary).isInfinite();
      default -> assertThat(ordinary).isBetween(1e-3, 1e9);
    }
    if (mistake != Mistake.STATE_RESTARTED) {
      assertThat(twoEpochs).isEqualTo(ordinary);
    }
  }

  /** What one step of both makes of one number, for a gradient of 2. */
  private static double[] firstStep(Class<?> type) {
    ManualOptimizer manual = make(type);
    Sequential model = single();
    Optimizer library = manual.automatic().over(model);
    Map<String, NDArray> ours = new LinkedHashMap<>();
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    for (Param p : model.params()) {
      ours.put(p.path(), p.value().keep());
      gradients.put(p.path(), p.value().keep().fill(2));
    }
    double start = model.params().getFirst().value().toDoubles()[0];
    model.store().gradients().fill(2);
    manual.step(ours, gradients);
    library.step(model.store().gradients());
    String name = model.params().getFirst().path();
    return new double[] {
      ours.get(name).toDoubles()[0] - start,
      model.params().getFirst().value().toDoubles()[0] - start
    };
  }

  private static double ratio(Class<?> type) {
    double[] both = firstStep(type);
    return both[0] / both[1];
  }

  @Test
  void theFirstStepIsOffByWhatTheMissingOrWrongCorrectionLeaves() {
    var close = org.assertj.core.data.Percentage.withPercentage(1e-3);
    double inRoot = Math.sqrt(0.001);
    assertThat(ratio(BlindOptimizerMistakes.Adam2.class)).isCloseTo(0.1 / inRoot, close);
    assertThat(ratio(BlindOptimizerMistakes.AdaMax1.class)).isCloseTo(0.1, close);
    assertThat(ratio(BlindOptimizerMistakes.Adam3.class)).isCloseTo(0.1 / 0.001, close);
    assertThat(ratio(BlindOptimizerMistakes.Ams1.class)).isCloseTo(Math.sqrt(0.1 / 0.01), close);
    // a root of g where one of g² belongs: √(0.01 · 2) for √(0.01 · 4)
    assertThat(ratio(BlindOptimizerMistakes.Rms2.class)).isCloseTo(Math.sqrt(2), close);
    assertThat(ratio(BlindOptimizerMistakes.Ada1.class)).isCloseTo(Math.sqrt(2), close);
    // a mean that decays wrongly is still right after one step, as it began at 0
    assertThat(ratio(BlindOptimizerMistakes.Adam5.class)).isCloseTo(1, close);
    assertThat(ratio(BlindOptimizerMistakes.AdaMax2.class)).isCloseTo(1, close);
  }
}
