package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The memory of a step, and the settings that a scope carries. */
final class StepScopeTest {
  private static final Setting<String> COLOUR = Setting.of("colour", () -> "white");
  private static final Setting<Integer> COUNT = Setting.of("count", () -> 0);

  private static NDArray ones(int... dims) {
    return NDArray.allocate(DType.F32, Shape.of(dims)).fill(1);
  }

  @Test
  void anArrayCannotBeUsedAfterItsScopeHasEnded() {
    var slab = new Slab();
    NDArray stale = StepScope.over(slab).call(() -> ones(2, 3));
    String text =
        "[array] this f32 (2 × 3) was made in a step scope that has ended. Read it inside the"
            + " scope, or take it out with keep()";
    assertThat(stale.isLive()).isFalse();
    assertThatThrownBy(stale::toDoubles).isInstanceOf(StaleArrayException.class).hasMessage(text);
    assertThatThrownBy(stale::toFloats).isInstanceOf(StaleArrayException.class).hasMessage(text);
    assertThatThrownBy(stale::toLongs).isInstanceOf(StaleArrayException.class).hasMessage(text);
    assertThatThrownBy(() -> stale.get(0, 0)).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(() -> stale.set(1, 0, 0)).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(() -> stale.fill(1)).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(stale::keep).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(stale::segment).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(() -> stale.transpose().copy()).isInstanceOf(StaleArrayException.class);
    assertThatThrownBy(() -> ones(2, 3).copyFrom(stale)).isInstanceOf(StaleArrayException.class);
    assertThat(stale).hasToString("f32 (2 × 3) of a step scope that has ended");
  }

  @Test
  void anArrayStaysUnusableWhenAnotherStepUsesTheSlab() {
    var slab = new Slab();
    NDArray stale = StepScope.over(slab).call(() -> ones(2, 3));
    StepScope.over(slab)
        .run(() -> {
          NDArray live = ones(2, 3);
          assertThat(live.isLive()).isTrue();
          assertThat(stale.isLive()).isFalse();
          assertThatThrownBy(stale::toDoubles).isInstanceOf(StaleArrayException.class);
        });
  }

  @Test
  void aKeptArrayOutlivesItsScope() {
    var slab = new Slab();
    NDArray kept = StepScope.over(slab).call(() -> ones(2, 3).transpose().keep());
    StepScope.over(slab).run(() -> ones(100).fill(7));
    assertThat(kept.isLive()).isTrue();
    assertThat(kept.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(kept.toDoubles()).containsOnly(1);
  }

  @Test
  void theSlabDoesNotGrowOverAThousandSteps() {
    var slab = new Slab();
    for (int step = 0; step < 3; step++) {
      StepScope.over(slab).run(StepScopeTest::someWork);
    }
    long bytes = slab.bytes();
    long peak = slab.peakBytes();
    for (int step = 0; step < 1000; step++) {
      StepScope.over(slab).run(StepScopeTest::someWork);
    }
    assertThat(slab.bytes()).isEqualTo(bytes);
    assertThat(slab.peakBytes()).isEqualTo(peak);
    assertThat(peak).isBetween(700_000L * 4, 700_000L * 4 + 7 * 64);
  }

  /** Seven arrays of together 700,000 numbers. */
  private static void someWork() {
    for (int i = 0; i < 7; i++) {
      NDArray.allocate(DType.F32, Shape.of(100_000));
    }
  }

  @Test
  void theSlabGrowsInTheMiddleOfAStepWithoutMovingWhatIsThere() {
    var slab = new Slab();
    StepScope.over(slab)
        .run(() -> {
          NDArray small = ones(17);
          NDArray large = ones(1_000_003); // does not fit the first chunk
          NDArray larger = ones(3_000_017);
          assertThat(small.toDoubles()).hasSize(17).containsOnly(1);
          assertThat(large.get(1_000_002)).isEqualTo(1);
          assertThat(larger.get(3_000_016)).isEqualTo(1);
        });
    long bytes = slab.bytes();
    StepScope.over(slab).run(() -> ones(4_000_000)); // now in one piece
    assertThat(slab.bytes()).isEqualTo(bytes);
  }

  @Test
  void arraysOfAStepDoNotOverlapAndStartOnCacheLines() {
    StepScope.over(new Slab())
        .run(() -> {
          NDArray[] arrays = new NDArray[20];
          for (int i = 0; i < arrays.length; i++) {
            arrays[i] = ones(i + 1).fill(i);
            assertThat(arrays[i].segment().address() % Slab.ALIGNMENT).isZero();
          }
          for (int i = 0; i < arrays.length; i++) {
            assertThat(arrays[i].toDoubles()).hasSize(i + 1).containsOnly(i);
          }
        });
  }

  @Test
  void withAssertionsOnAReusedSlabIsFullOfNan() {
    assertThat(Slab.class.desiredAssertionStatus()).isTrue();
    var slab = new Slab();
    StepScope.over(slab)
        .run(() -> {
          assertThat(NDArray.allocate(DType.F32, Shape.of(5)).toDoubles()).containsOnly(Double.NaN);
          ones(1000);
        });
    StepScope.over(slab)
        .run(() -> {
          var type = NDArray.allocate(DType.F64, Shape.of(300));
          assertThat(type.toDoubles()).containsOnly(Double.NaN);
          var half = NDArray.allocate(DType.BF16, Shape.of(30));
          assertThat(half.toDoubles()).containsOnly(Double.NaN);
          assertThat(NDArray.zeros(DType.F32, Shape.of(7)).toDoubles()).containsOnly(0);
        });
  }

  @Test
  void aNestedScopeGivesItsMemoryBackAndLeavesTheOuterOneAlone() {
    var slab = new Slab();
    StepScope.over(slab)
        .run(() -> {
          NDArray outer = ones(1000);
          NDArray inner = StepScope.over(slab).call(() -> ones(1000).fill(2));
          NDArray next = ones(1000).fill(3);
          assertThat(inner.isLive()).isFalse();
          assertThat(outer.toDoubles()).containsOnly(1);
          assertThat(next.toDoubles()).containsOnly(3);
        });
    assertThat(slab.peakBytes()).isEqualTo(2 * 4032); // 4000 bytes, rounded up to cache lines
  }

  @Test
  void anOuterScopeMakesNothingWhileAnInnerOneUsesItsSlab() {
    var slab = new Slab();
    StepScope.over(slab)
        .run(() -> {
          StepScope outer = StepScope.current().with(COUNT, 1);
          StepScope.over(slab)
              .run(() ->
                  assertThatThrownBy(() -> outer.call(() -> ones(3)))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage(
                          "[scope] another step scope over the same slab is open, inside this one"
                              + " or in another thread: it must end first; threads need a slab each"));
          assertThat(outer.call(() -> ones(3)).toDoubles()).containsOnly(1);
        });
  }

  @Test
  void outsideOfAnyScopeArraysLiveAsLongAsTheyAreReachable() {
    NDArray array = ones(3);
    assertThat(array.isLive()).isTrue();
    NDArray made = StepScope.over(new Slab()).call(() -> StepScope.outside().call(() -> ones(3)));
    assertThat(made.toDoubles()).containsOnly(1);
  }

  @Test
  void aScopeRunsOnceAndOnlyWhileItIsOpen() {
    var slab = new Slab();
    var scope = StepScope.over(slab);
    scope.run(() ->
        assertThatThrownBy(() -> scope.run(() -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("[scope] a step scope runs once; open a new one"));
    assertThatThrownBy(() -> scope.run(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[scope] a step scope runs once; open a new one");
    StepScope[] caught = new StepScope[1];
    StepScope.over(slab).run(() -> caught[0] = StepScope.current().with(COUNT, 1));
    assertThatThrownBy(() -> caught[0].run(() -> ones(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[scope] this step scope has ended; open a new one");
  }

  @Test
  void aScopeThatFailsGivesItsMemoryBack() {
    var slab = new Slab();
    NDArray[] made = new NDArray[1];
    assertThatThrownBy(() ->
            StepScope.over(slab)
                .run(() -> {
                  made[0] = ones(3);
                  throw new IllegalArgumentException("planted");
                }))
        .hasMessage("planted");
    assertThat(made[0].isLive()).isFalse();
    assertThat(slab.peakBytes()).isEqualTo(64);
    StepScope.over(slab).run(() -> ones(3));
    assertThat(slab.peakBytes()).isEqualTo(64);
  }

  @Test
  void passesOnAResultAndACheckedException() throws Exception {
    assertThat(StepScope.over(new Slab()).<Double, RuntimeException>call(() -> ones(1).item()))
        .isEqualTo(1);
    assertThatThrownBy(() ->
            StepScope.over(new Slab())
                .call(() -> {
                  throw new IOException("planted");
                }))
        .isInstanceOf(IOException.class);
  }

  // ---- settings ----

  @Test
  void aSettingHoldsInsideItsScopeOnly() {
    assertThat(COLOUR.get()).isEqualTo("white");
    StepScope.current()
        .with(COLOUR, "red")
        .with(COUNT, 3)
        .run(() -> {
          assertThat(COLOUR.get()).isEqualTo("red");
          assertThat(COUNT.get()).isEqualTo(3);
          StepScope.current()
              .with(COLOUR, "blue")
              .run(() -> assertThat(COLOUR.get()).isEqualTo("blue"));
          assertThat(COLOUR.get()).isEqualTo("red");
          assertThat(StepScope.outside().<Integer, RuntimeException>call(COUNT::get)).isEqualTo(3);
          StepScope.over(new Slab()).run(() -> assertThat(COLOUR.get()).isEqualTo("red"));
        });
    assertThat(COLOUR.get()).isEqualTo("white");
    assertThat(COLOUR).hasToString("colour");
  }

  @Test
  void aSettingMadeLaterHasItsInitialValueInAnOlderScope() {
    StepScope.current()
        .with(COLOUR, "red")
        .run(() -> {
          var calls = new AtomicInteger();
          var late = Setting.of("late", calls::incrementAndGet);
          assertThat(late.get()).isEqualTo(1);
          StepScope.current().with(late, 17).run(() -> assertThat(late.get()).isEqualTo(17));
        });
  }

  @Test
  void changingASettingSharesTheMemoryOfTheStep() {
    StepScope.over(new Slab())
        .run(() -> {
          NDArray made = StepScope.current().with(COUNT, 1).call(() -> ones(3));
          assertThat(made.isLive()).isTrue();
        });
    NDArray stale = StepScope.over(new Slab()).with(COUNT, 1).call(() -> ones(3));
    assertThat(stale.isLive()).isFalse();
  }

  @Test
  void otherThreadsAreOutsideButMayReadAnArray() throws InterruptedException {
    String[] seen = new String[2];
    StepScope.over(new Slab())
        .with(COLOUR, "red")
        .call(() -> {
          NDArray array = ones(3);
          var thread =
              Thread.ofPlatform()
                  .start(() -> {
                    seen[0] = COLOUR.get();
                    seen[1] = array.toString();
                  });
          thread.join();
          return array.size();
        });
    assertThat(seen).containsExactly("white", "[1, 1, 1]  f32 (3)");
  }
}
