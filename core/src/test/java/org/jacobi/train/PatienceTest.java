package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void aShortWaitMakesTheNextLookLongerUpToABound() {
    var patience = new Patience(true);
    assertThat(patience.nanos()).isEqualTo(80_000);
    patience.learn(1_000);
    assertThat(patience.nanos()).isEqualTo(Patience.MOST_NANOS);
    patience.learn(Patience.MOST_NANOS);
    assertThat(patience.nanos()).isEqualTo(Patience.MOST_NANOS);
  }

  @Test
  void aLongWaitMakesTheNextLookHalfAsLongDownToABoundAndAShortOneBringsItBack() {
    var patience = new Patience(true);
    long[] expected = {40_000, 20_000, 10_000, 5_000, 5_000};
    for (long nanos : expected) {
      patience.learn(Patience.MOST_NANOS + 1);
      assertThat(patience.nanos()).isEqualTo(nanos);
    }
    patience.learn(100_000); // however it was spent: asleep, here
    assertThat(patience.nanos()).isEqualTo(20_000);
  }

  @Test
  void whoDoesNotLookSleepsAtOnceWhateverItLearns() {
    var patience = new Patience(false);
    assertThat(patience.nanos()).isZero();
    patience.learn(1);
    assertThat(patience.nanos()).isZero();
  }
}
