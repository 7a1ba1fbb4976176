package org.jacobi.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final Map<String, double[]> GOLDEN = Golden.read("schedules.txt");
  private static final double BASE = 0.4;

  // Those of optimizers_golden.py.
  private static final double[] METRICS = {
    3.0,
    2.0,
    1.9999,
    1.9997,
    2.5,
    2.4,
    2.3,
    2.2,
    2.2,
    1.0,
    1.1,
    Double.NaN,
    1.1,
    1.2,
    1.0,
    0.99995,
    0.9,
    0.95,
    0.95,
    0.95,
    0.95,
    0.95,
    0.95,
    0.95,
    0.89,
    0.9,
    0.9,
    0.9,
    0.9,
    0.9
  };

  static Set<String> texts() {
    return GOLDEN.keySet();
  }

  private static void assertRate(double found, double expected, String at) {
    assertThat(found).as(at).isEqualTo(expected, offset(1e-12 * expected));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void thirtyEpochsOrStepsGiveTheRatesOfPyTorch(String text) {
    var schedule = Schedule.parse(text);
    double[] expected = GOLDEN.get(text);
    assertThat(expected).hasSize(30);
    long stepsPerEpoch = text.equals("restarts:2:3") ? 3 : 1;
    for (int i = 0; i < expected.length; i++) {
      assertRate(schedule.rate(BASE, new Progress(i, stepsPerEpoch, 30)), expected[i], text + i);
      schedule.observe(METRICS[i]);
    }
  }

  @Test
  void schedulesOfEpochsKeepTheRateWithinAnEpoch() {
    for (String text : List.of("step:7:0.5", "multistep:4,9,17:0.3", "exponential:0.9")) {
      var schedule = Schedule.parse(text);
      for (int step = 0; step < 210; step++) {
        double rate = schedule.rate(BASE, new Progress(step, 7, 0));
        assertRate(rate, GOLDEN.get(text)[step / 7], text + step);
      }
    }
  }

  @Test
  void aConstantRateNeedsNoPlan() {
    assertThat(Schedule.constant().rate(0.3, new Progress(12, 0, 0))).isEqualTo(0.3);
  }

  @Test
  void theCosineEndsAtTheLeastRateAndStaysThere() {
    var schedule = Schedule.cosine(0.02);
    assertThat(schedule.rate(0.4, new Progress(0, 0, 50))).isEqualTo(0.4);
    assertThat(schedule.rate(0.4, new Progress(25, 0, 50))).isEqualTo(0.21, offset(1e-15));
    assertThat(schedule.rate(0.4, new Progress(50, 0, 50))).isEqualTo(0.02, offset(1e-15));
    assertThat(schedule.rate(0.4, new Progress(73, 0, 50))).isEqualTo(0.02, offset(1e-15));
  }

  @Test
  void aWarmUpRisesLinearlyToTheOtherScheduleThatCountsFromTheBeginning() {
    var schedule = Schedule.warmUp(4, Schedule.step(1, 0.5));
    double[] expected = {0.1, 0.2, 0.3, 0.4, 0.4, 0.2, 0.2};
    for (int i = 0; i < expected.length; i++) {
      // Epochs of 5 steps: step 4, the target of the warm-up, lies in the first.
      assertRate(schedule.rate(0.4, new Progress(i, 5, 0)), expected[i], "step " + i);
    }
  }

  @Test
  void aWarmUpPassesOnWhatItIsTold() {
    var schedule = Schedule.warmUp(2, Schedule.reduceOnPlateau().patience(0));
    schedule.observe(1);
    schedule.observe(2);
    assertRate(schedule.rate(0.4, new Progress(0, 0, 0)), 0.02, "first step");
    assertRate(schedule.rate(0.4, new Progress(9, 0, 0)), 0.04, "later");
    var other = Schedule.warmUp(2, Schedule.reduceOnPlateau().patience(0));
    other.restore(schedule.state());
    assertRate(other.rate(0.4, new Progress(9, 0, 0)), 0.04, "restored");
  }

  @Test
  void aOneCycleTooShortToRiseBeginsAtTheTop() {
    var schedule = Schedule.oneCycle(0.1);
    assertThat(schedule.rate(1, new Progress(0, 0, 1))).isEqualTo(0.1);
    assertThat(schedule.rate(1, new Progress(0, 0, 3))).isEqualTo(0.1);
    assertRate(schedule.rate(1, new Progress(2, 0, 3)), 0.1 / 25 / 1e4, "last");
    assertRate(schedule.rate(1, new Progress(5, 0, 3)), 0.1 / 25 / 1e4, "behind the last");
  }

  @Test
  void aPlateauGoesOnWhereItWasSaved() {
    for (int cut = 0; cut <= METRICS.length; cut++) {
      var first = Schedule.parse("plateau:0.5:1:0.1:3:0.06");
      for (int i = 0; i < cut; i++) {
        first.observe(METRICS[i]);
      }
      var second = Schedule.parse("plateau:0.5:1:0.1:3:0.06");
      second.restore(first.state());
      for (int i = cut; i < METRICS.length; i++) {
        double rate = second.rate(BASE, new Progress(i, 1, 30));
        assertRate(rate, GOLDEN.get("plateau:0.5:1:0.1:3:0.06")[i], cut + ", " + i);
        second.observe(METRICS[i]);
      }
    }
  }

  @Test
  void aPlateauTakesInfiniteMetricsAsNotBetterAndKeepsItsStateFinite() {
    var schedule = Schedule.reduceOnPlateau().patience(0);
    schedule.observe(Double.NEGATIVE_INFINITY);
    assertRate(schedule.rate(1, new Progress(0, 0, 0)), 0.1, "after infinity");
    assertThat(schedule.state())
        .isEqualTo(
            Map.of(
                "hasBest",
                0L,
                "best",
                0.0,
                "badEpochs",
                0L,
                "coolingEpochs",
                0L,
                "reductions",
                1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "step:10:0.5",
        "multistep:10,15:0.1",
        "exponential:0.95",
        "cosine",
        "cosine:0.001",
        "restarts:10:2",
        "restarts:10:1:0.01",
        "onecycle:0.1",
        "onecycle:0.1:0.2:25:10000",
        "plateau:0.1:10:1e-4:0:0",
        "plateau-max:0.5:3:0.01:2:1e-6",
        "warmup:500+cosine",
        "warmup:3+plateau:0.1:10:1e-4:0:0"
      })
  void aScheduleReadsWhatItPrints(String text) {
    var schedule = Schedule.parse(text);
    assertThat(Schedule.parse(schedule.toString())).hasToString(schedule.toString());
    String shown = schedule.toString();
    assertThat(shown).isEqualTo(text);
  }

  @Test
  void trailingSettingsMayBeLeftOut() {
    assertThat(Schedule.parse("plateau")).hasToString("plateau:0.1:10:1e-4:0:0");
    assertThat(Schedule.parse("Plateau-Max:0.5")).hasToString("plateau-max:0.5:10:1e-4:0:0");
    assertThat(Schedule.parse("onecycle:0.1:0.4")).hasToString("onecycle:0.1:0.4:25:10000");
    assertThat(Schedule.parse("restarts:5")).hasToString("restarts:5:1");
    assertThat(Schedule.parse("warmup:5")).hasToString("warmup:5+constant");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void textsThatAreNoScheduleAreRefusedWithTheForms() {
    String forms =
        " The forms are constant, step:EPOCHS:GAMMA, multistep:EPOCH,EPOCH,...:GAMMA,"
            + " exponential:GAMMA, cosine[:LEAST], restarts:EPOCHS[:FACTOR[:LEAST]],"
            + " onecycle:HIGHEST[:RISE[:START[:END]]],"
            + " plateau[:FACTOR[:PATIENCE[:THRESHOLD[:COOLDOWN[:LEAST]]]]],"
            + " plateau-max[:FACTOR[:PATIENCE[:THRESHOLD[:COOLDOWN[:LEAST]]]]],"
            + " warmup:STEPS[+SCHEDULE]";
    assertRefused(
        "stepp:3:0.5", "[schedule] there is no schedule \"stepp\". Did you mean \"step\"?" + forms);
    assertRefused("linear", "[schedule] there is no schedule \"linear\"." + forms);
    assertRefused("warmup:5+", "[schedule] there is no schedule \"\"." + forms);
    assertRefused("step:3", "[schedule] step:3 does not have the form step:EPOCHS:GAMMA");
    assertRefused(
        "step:3:0.1:2", "[schedule] step:3:0.1:2 does not have the form step:EPOCHS:GAMMA");
    assertRefused(
        "step:3.5:0.1",
        "[schedule] a whole number is needed in place of \"3.5\" in step:3.5:0.1, which has the"
            + " form step:EPOCHS:GAMMA");
    assertRefused(
        "exponential:fast",
        "[schedule] a number is needed in place of \"fast\" in exponential:fast, which has the"
            + " form exponential:GAMMA");
    assertRefused(
        "step:0:0.1", "[schedule] the number of epochs of a step must be 1 or more, not 0");
    assertRefused("exponential:NaN", "[schedule] gamma must be more than 0 and at most 1, not NaN");
    assertRefused(
        "multistep:5,5:0.1",
        "[schedule] the epochs of a multistep must be positive and rise, not [5, 5]");
    assertRefused("onecycle:-1", "[schedule] the highest rate must be a positive number, not -1");
    assertRefused(
        "plateau:1",
        "[schedule] the factor of a plateau must be at least 0 and less than 1, not 1");
    assertRefused("warmup:5+warmup:5+cosine", "[schedule] a warm-up cannot follow a warm-up");
  }

  @Test
  void aScheduleThatCountsWhatIsNotKnownSaysSo() {
    assertThatThrownBy(() -> Schedule.step(2, 0.5).rate(1, new Progress(3, 0, 9)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[schedule] this schedule counts by epochs, but the number of steps of an epoch is not"
                + " known. The Trainer sets it; in an own loop call"
                + " optimizer.plan(stepsPerEpoch, totalSteps) before the first step");
    assertThatThrownBy(() -> Schedule.cosine().rate(1, new Progress(3, 2, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the number of steps of the training is not known");
  }
}
