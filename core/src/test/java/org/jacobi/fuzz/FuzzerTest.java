package org.jacobi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers with a planted fault: each must be found. */
class FuzzerTest {
  private static final byte[] SAMPLE = {0, 0, 0, 4, 1, 2, 3, 4};
  private static final List<byte[]> HELD = new ArrayList<>();

  private static Target target(Target.Reader reader) {
    return new Target("planted", reader, IllegalStateException.class).files(SAMPLE);
  }

  private static void found(Target.Reader reader, String message) {
    assertThatThrownBy(() -> Fuzzer.run(target(reader), 200_000, 60, 1, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("planted, seed 1, input ")
        .hasMessageContaining(message);
  }

  private static int length(byte[] input) {
    if (input.length < 4) {
      throw new IllegalStateException("too short");
    }
    return ByteBuffer.wrap(input).getInt();
  }

  @Test
  void aSoundReaderPassesAndIsCounted() throws InterruptedException {
    var counts = Fuzzer.run(target(input -> length(input)), 5_000, 60, 1, 1);
    assertThat(counts.inputs()).isEqualTo(5_000);
    assertThat(counts.accepted() + counts.refused()).isEqualTo(5_000);
    assertThat(counts.refused()).isBetween(100L, 4_000L);
  }

  @Test
  void anExceptionThatIsNotDocumentedIsFound() {
    found(input -> SAMPLE.clone()[Math.min(8, length(input) + 4)]++, "Index 8 out of bounds");
  }

  @Test
  void aStackThatOverflowsIsFound() {
    found(input -> deep(length(input)), "null");
  }

  private static int deep(int depth) {
    return depth <= 4 ? 0 : 1 + deep(depth);
  }

  @Test
  void memoryOnTheHeapIsFound() {
    found(
        input -> HELD.add(new byte[Math.clamp(length(input), 0, 100_000_000)]),
        "bytes of memory for an input of");
    HELD.clear();
  }

  @Test
  void memoryOutsideOfTheHeapIsFound() {
    found(
        input -> {
          int bytes = Math.clamp(length(input), 1, 100_000_000);
          if (Arena.ofAuto().allocate(bytes).byteSize() != bytes) {
            throw new AssertionError();
          }
        },
        "bytes of memory for an input of");
  }

  @Test
  void anEndlessLoopIsFound() {
    found(
        input -> {
          while (length(input) > 0x7000_0000 && HELD.isEmpty()) {
            Thread.onSpinWait();
          }
        },
        "took more than 1 seconds");
    HELD.add(SAMPLE); // lets the loop end
  }

  @Test
  void aMessageOfSeveralLinesIsFound() {
    found(
        input -> {
          if (length(input) != 4) {
            throw new IllegalStateException("one\ntwo");
          }
        },
        "must be one line");
  }

  @Test
  void aSeedGivesTheSameInputs() throws InterruptedException {
    assertThat(inputs(7)).isEqualTo(inputs(7)).isNotEqualTo(inputs(8));
  }

  private static List<String> inputs(long seed) throws InterruptedException {
    var inputs = new ArrayList<String>();
    Fuzzer.run(target(input -> inputs.add(HexFormat.of().formatHex(input))), 300, 60, seed, 1);
    return inputs;
  }
}
