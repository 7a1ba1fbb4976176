package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ControlWordTest {
  // Not constants: the compiler would multiply them itself, with subnormal numbers.
  private static final float[] NUMBERS = {1e-20f, 1e-20f, 1e-39f, 1};

  private static float subnormalProduct() {
    return NUMBERS[0] * NUMBERS[1];
  }

  private static float productOfSubnormal() {
    return NUMBERS[2] * NUMBERS[3];
  }

  @Test
  void itIsThereOnLinuxWithIntelProcessors() {
    boolean expected =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(expected, "another platform");
    assertThat(ControlWord.available()).isTrue();
  }

  @Test
  void subnormalNumbersAreZeroInsideAndNotAfter() {
    assumeTrue(ControlWord.available(), "no control word on this platform");
    for (int round = 0; round < 20_000; round++) { // interpreted first, compiled in the end
      assertThat(ControlWord.flushes()).isFalse();
      long word = ControlWord.flushSubnormals();
      float inside = subnormalProduct();
      float fromSubnormal = productOfSubnormal();
      boolean flushes = ControlWord.flushes();
      ControlWord.restore(word);
      if (inside != 0 || fromSubnormal != 0 || !flushes) {
        throw new AssertionError("round " + round + ": " + inside + " " + fromSubnormal);
      }
      if (subnormalProduct() != 1e-40f || productOfSubnormal() != 1e-39f) {
        throw new AssertionError("round " + round + ": " + subnormalProduct());
      }
    }
    assertThat(ControlWord.flushes()).isFalse();
  }

  @Test
  void nestedCallsRestoreWhatTheyFound() {
    assumeTrue(ControlWord.available(), "no control word on this platform");
    long outer = ControlWord.flushSubnormals();
    long inner = ControlWord.flushSubnormals();
    ControlWord.restore(inner);
    boolean between = ControlWord.flushes();
    ControlWord.restore(outer);
    assertThat(between).isTrue();
    assertThat(ControlWord.flushes()).isFalse();
  }

  @Test
  void otherThreadsAreLeftAlone() throws InterruptedException {
    assumeTrue(ControlWord.available(), "no control word on this platform");
    var seen = new AtomicLong();
    long word = ControlWord.flushSubnormals();
    var thread = Thread.ofPlatform().start(() -> seen.set(ControlWord.flushes() ? 1 : 2));
    thread.join();
    ControlWord.restore(word);
    assertThat(seen).hasValue(2);
  }

  @Test
  void aVirtualThreadChangesNothing() throws InterruptedException {
    var seen = new AtomicLong();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              long word = ControlWord.flushSubnormals();
              seen.set(subnormalProduct() == 0 ? 7 : word);
              ControlWord.restore(word);
            });
    thread.join();
    assertThat(seen).hasValue(ControlWord.UNCHANGED);
  }
}
