package org.jacobi.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The generator against the known answers that Random123 publishes (its file kat_vectors). */
final class PhiloxTest {

  @Test
  void givesTheKnownAnswersOfRandom123() {
    assertThat(Philox.block(0, 0, 0, 0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Philox.block(-1, -1, -1, -1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void takesTwoTimes64BitsFromEachBlock() {
    long key = 0x0123456789ABCDEFL;
    long far = (5L << 33) + 7; // block number beyond 32 bits
    long block = far / 2;
    int[] words = Philox.block((int) block, (int) (block >>> 32), 0, 0, 0x89ABCDEF, 0x01234567);
    assertThat(Philox.bits(key, far - 1)).isEqualTo(join(words[0], words[1]));
    assertThat(Philox.bits(key, far)).isEqualTo(join(words[2], words[3]));
  }

  private static long join(int high, int low) {
    return Integer.toUnsignedLong(high) << 32 | Integer.toUnsignedLong(low);
  }

  @Test
  void fillsWithTheUpper24BitsOfEachWord() {
    long key = 0x0123456789ABCDEFL;
    double[] numbers = new double[11];
    Philox.uniform(key, numbers);
    for (int i = 0; i < numbers.length; i++) {
      int word = Philox.block(i / 4, 0, 0, 0, 0x89ABCDEF, 0x01234567)[i % 4];
      assertThat(numbers[i]).isEqualTo((word >>> 8) / 16777216.0).isBetween(0.0, 1.0);
      assertThat((double) (float) numbers[i]).isEqualTo(numbers[i]);
    }
  }
}
