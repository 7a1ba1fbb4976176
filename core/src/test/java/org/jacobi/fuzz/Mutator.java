package org.jacobi.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes bytes in the ways in which files break and are broken on purpose: bits and bytes, numbers
 * of all widths, decimal numbers in text, words of the format, pieces left out, doubled, moved, and
 * taken from another file. All from one generator, so that a seed gives the same inputs.
 */
final class Mutator {
  private static final int LONGEST = 1 << 16;

  /** Where lengths and counts overflow, begin to be negative, or meet a limit. */
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    8,
    16,
    31,
    32,
    63,
    64,
    65,
    100,
    127,
    128,
    255,
    256,
    1000,
    1024,
    4096,
    10_000,
    32_767,
    32_768,
    65_535,
    65_536,
    1 << 20,
    1 << 24,
    100_000_000,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 40,
    (1L << 53) + 1,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private static final String[] TEXTS = {
    "-1",
    "-0",
    "00",
    "1e999",
    "1e-999",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "1.5",
    "99999999999999999999",
    "\u0000",
    "\ufeff",
    "\ud7ff",
    "\u202e",
    "../",
    "..\\",
    "/etc/passwd",
    "%s",
    "\r\n",
    "\n",
    "\"",
    "'"
  };

  private final RandomGenerator random;
  private final List<byte[]> words;

  Mutator(RandomGenerator random, List<String> words) {
    this.random = random;
    this.words = words.stream().map(w -> w.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  /** A changed copy; {@code other} is another input to take pieces from. */
  byte[] mutate(byte[] input, byte[] other) {
    byte[] bytes = input.clone();
    int rounds = random.nextInt(8) == 0 ? 1 + random.nextInt(16) : 1 + random.nextInt(3);
    for (int i = 0; i < rounds; i++) {
      bytes = once(bytes, other);
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + length());
    return switch (random.nextInt(14)) {
      case 0, 1 -> flipped(bytes);
      case 2 -> overwritten(bytes, new byte[] {(byte) random.nextInt(256)});
      case 3 -> overwritten(bytes, number());
      case 4 -> replaced(bytes, at, at, number());
      case 5 -> decimal(bytes);
      case 6 -> Arrays.copyOf(bytes, at);
      case 7 -> replaced(bytes, at, end, new byte[0]);
      case 8 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 9 -> replaced(bytes, at, end, piece(other));
      case 10 -> replaced(bytes, at, end, piece(bytes));
      case 11 -> repeated(bytes, at, end);
      case 12 -> replaced(bytes, at, random.nextBoolean() ? at : end, text());
      default -> words.isEmpty() ? flipped(bytes) : word(bytes, at, end);
    };
  }

  private int length() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(4);
      case 1 -> random.nextInt(16);
      case 2 -> random.nextInt(64);
      default -> random.nextInt(1024);
    };
  }

  private byte[] flipped(byte[] bytes) {
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] overwritten(byte[] bytes, byte[] with) {
    if (bytes.length >= with.length) {
      System.arraycopy(with, 0, bytes, random.nextInt(bytes.length - with.length + 1), with.length);
    }
    return bytes;
  }

  /** One of the interesting numbers, or one beside it, in 1 to 8 bytes of either order. */
  private byte[] number() {
    long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(-1, 2);
    int width = 1 << random.nextInt(4);
    var buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
    byte[] little = Arrays.copyOf(buffer.array(), width);
    if (random.nextBoolean()) {
      for (int i = 0; i < width / 2; i++) {
        byte held = little[i];
        little[i] = little[width - 1 - i];
        little[width - 1 - i] = held;
      }
    }
    return little;
  }

  /** Another number in place of one that is written in digits. */
  private byte[] decimal(byte[] bytes) {
    int start = random.nextInt(bytes.length + 1);
    for (int i = 0; i < bytes.length; i++) {
      int from = (start + i) % bytes.length;
      if (isDigit(bytes[from])) {
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
          to++;
        }
        return replaced(bytes, from, to, decimalText());
      }
    }
    return flipped(bytes);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] decimalText() {
    long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(-1, 2);
    String text = random.nextInt(6) == 0 ? TEXTS[random.nextInt(11)] : Long.toString(number);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] text() {
    return TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] word(byte[] bytes, int at, int end) {
    return replaced(
        bytes, at, random.nextBoolean() ? at : end, words.get(random.nextInt(words.size())));
  }

  private byte[] piece(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, Math.min(of.length, from + 1 + length()));
  }

  private byte[] repeated(byte[] bytes, int from, int to) {
    int length = to - from;
    int times = length == 0 ? 0 : Math.min(LONGEST / length, 1 << random.nextInt(12));
    byte[] all = new byte[length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, from, all, i * length, length);
    }
    return replaced(bytes, to, to, all);
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
