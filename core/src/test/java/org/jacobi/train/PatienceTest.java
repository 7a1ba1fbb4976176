package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void whatPaidMakesTheNextTimeTwiceAsLongUpToABound() {
    var patience = new Patience(true);
    assertThat(patience.nanos()).isEqualTo(80_000);
    patience.learn(true);
    assertThat(patience.nanos()).isEqualTo(160_000);
    patience.learn(true);
    assertThat(patience.nanos()).isEqualTo(320_000);
    patience.learn(true);
    assertThat(patience.nanos()).isEqualTo(320_000);
  }

  @Test
  void whatWasInVainMakesTheNextTimeHalfAsLongDownToABound() {
    var patience = new Patience(true);
    long[] expected = {40_000, 20_000, 10_000, 5_000, 5_000};
    for (long nanos : expected) {
      patience.learn(false);
      assertThat(patience.nanos()).isEqualTo(nanos);
    }
    patience.learn(true);
    assertThat(patience.nanos()).isEqualTo(10_000); // one that pays brings it back
  }

  @Test
  void whoDoesNotLookSleepsAtOnceWhateverItLearns() {
    var patience = new Patience(false);
    assertThat(patience.nanos()).isZero();
    patience.learn(true);
    assertThat(patience.nanos()).isZero();
  }
}
