package org.jacobi.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianOfAnOddNumberIsTheOneInTheMiddle() {
    assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Statistics.median(new double[] {8, 1, 2, 4})).isEqualTo(3);
  }

  @Test
  void quantilesAreInterpolatedAndTheEndsAreTheExtremes() {
    double[] numbers = {10, 30, 20};
    assertThat(Statistics.quantile(numbers, 0)).isEqualTo(10);
    assertThat(Statistics.quantile(numbers, 1)).isEqualTo(30);
    assertThat(Statistics.quantile(numbers, 0.9)).isCloseTo(28, within(1e-12));
    assertThat(numbers).containsExactly(10, 30, 20);
  }

  @Test
  void ratioIsTakenRoundByRound() {
    // The machine was ten times as slow in the second round: both were hit, the ratio was not.
    double[] a = {1, 10, 3};
    double[] b = {2, 20, 1};
    assertThat(Statistics.medianRatio(a, b)).isEqualTo(0.5);
    assertThatThrownBy(() -> Statistics.medianRatio(a, new double[] {1}))
        .hasMessageContaining("3 ≠ 1");
  }

  @Test
  void sliceSurvivesItsText() {
    var slice = Slice.of(new long[] {1000, 3000, 2000, 0}, 3);
    assertThat(slice.median()).isEqualTo(2);
    assertThat(slice.mean()).isEqualTo(2);
    assertThat(Slice.parse(slice.text())).isEqualTo(slice);
  }

  @Test
  void lossesAreThoseOfUndecidedAndOfSureAnswers() {
    assertThat(Losses.loss(new float[20], new int[] {3, 7}, 10))
        .isCloseTo(Math.log(10), within(1e-12));
    assertThat(Losses.loss(new float[] {0, 0}, new int[] {0, 1}, 1))
        .isCloseTo(Math.log(2), within(1e-12));
    assertThat(Losses.loss(new float[] {-100, 2}, new int[] {0, 1}, 1))
        .isCloseTo(Math.log1p(Math.exp(-2)) / 2, within(1e-12));
  }

  @Test
  void errorIsTheDistanceFromPlainLoops() {
    // 2 → 1 → 2: hidden 1·3 − 2·1 + 0.5 = 1.5, logits 1.5 and −1.5.
    var layers =
        List.of(
            new Setup.Dense(2, 1, new float[] {1, -2}, new float[] {0.5f}),
            new Setup.Dense(1, 2, new float[] {1, -1}, new float[] {0, 0}));
    float p = (float) (1 / (1 + Math.exp(-3)));
    assertThat(Losses.error(new float[] {p, 1 - p}, new float[] {3, 1}, 1, layers))
        .isLessThan(1e-7);
    assertThat(Losses.error(new float[] {p, 1 - p + 0.25f}, new float[] {3, 1}, 1, layers))
        .isCloseTo(0.25, within(1e-6));
  }
}
