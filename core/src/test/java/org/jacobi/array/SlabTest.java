package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** How a slab asks for memory, is bounded, and gives it back. */
final class SlabTest {
  private static final long MIB = 1L << 20;

  private static void use(Slab slab, long bytes) {
    StepScope.over(slab).run(() -> bytes(bytes));
  }

  private static NDArray bytes(long count) {
    return NDArray.allocate(DType.U8, Shape.of(Math.toIntExact(count)));
  }

  @Test
  void anEmptySlabHoldsNothingAndAReservedOneThatMuchInWholeCacheLines() {
    var slab = new Slab();
    assertThat(slab.bytes()).isZero();
    slab.reserve(1001);
    assertThat(slab.bytes()).isEqualTo(1024);
    assertThat(slab.peakBytes()).isZero();
  }

  @Test
  void whatWasReservedIsUsedWithoutGrowing() {
    var slab = new Slab();
    slab.reserve(3 * MIB);
    for (int step = 0; step < 3; step++) {
      StepScope.over(slab)
          .run(() -> {
            bytes(MIB);
            bytes(2 * MIB);
          });
      assertThat(slab.bytes()).isEqualTo(3 * MIB);
    }
    use(slab, 3 * MIB + 1); // one byte more than reserved
    assertThat(slab.bytes()).isGreaterThan(3 * MIB);
  }

  @Test
  void reservingLessThanIsHeldOrWhileInUseChangesNothing() {
    var slab = new Slab();
    slab.reserve(2 * MIB);
    slab.reserve(MIB);
    assertThat(slab.bytes()).isEqualTo(2 * MIB);
    StepScope.over(slab)
        .run(() -> {
          NDArray live = bytes(5).fill(3);
          slab.reserve(4 * MIB);
          assertThat(slab.bytes()).isEqualTo(2 * MIB);
          assertThat(live.toLongs()).containsOnly(3);
        });
    slab.reserve(4 * MIB);
    assertThat(slab.bytes()).isEqualTo(4 * MIB);
  }

  @Test
  void aLimitIsKeptToTheByteAndSaysWhatToDo() {
    var slab = new Slab();
    slab.limit(3 * MIB);
    use(slab, 3 * MIB);
    assertThat(slab.bytes()).isEqualTo(3 * MIB);
    assertThatThrownBy(() -> use(slab, 3 * MIB + 1))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage(
            "[memory] the arrays of one step need more than the 3145728 bytes that are allowed to a"
                + " thread: allow more memory, or take smaller batches");
    // The refusal has taken nothing, and what fits is still given.
    assertThat(slab.bytes()).isEqualTo(3 * MIB);
    use(slab, 3 * MIB);
  }

  @Test
  void nearItsLimitASlabGrowsByWhatIsNeededInPlaceOfTwice() {
    var slab = new Slab();
    slab.limit(5 * MIB);
    StepScope.over(slab)
        .run(() -> {
          bytes(3 * MIB);
          bytes(2 * MIB); // three more would be over the limit
          assertThat(slab.bytes()).isEqualTo(5 * MIB);
        });
    use(slab, 5 * MIB); // in one piece now
    assertThat(slab.bytes()).isEqualTo(5 * MIB);
  }

  @Test
  void theMemoryOfASlabOverAnArenaEndsWithTheArena() {
    NDArray[] made = new NDArray[1];
    Slab slab;
    try (var arena = Arena.ofConfined()) {
      slab = new Slab(arena);
      slab.reserve(MIB);
      StepScope.over(slab)
          .run(() -> {
            made[0] = bytes(7).fill(1);
            assertThat(made[0].segment().scope()).isEqualTo(arena.scope());
            assertThat(made[0].segment().address() % Slab.ALIGNMENT).isZero();
          });
    }
    assertThatThrownBy(() -> use(slab, 7))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Already closed");
  }
}
