package org.jacobi.data;

/**
 * Draws handwritten digits: a pen follows the strokes of one of several ways to write a digit, with
 * every point moved a little; the digit is bent, slanted, turned and widened, fitted into a box of
 * 20 pixels, and set down with its middle of mass near the middle of 28 × 28 pixels, as MNIST's
 * digits are. Pens differ in thickness, pressure and grain.
 *
 * <p>An image is a pure function of (seed, number): the same bytes on every machine.
 */
public final class DrawnDigits {
  /** Height and width of an image in pixels. */
  public static final int SIDE = 28;

  /** The digits 0 to 9. */
  public static final int CLASSES = 10;

  /** Images to train on, unless asked otherwise. */
  public static final int DEFAULT_TRAIN = 12_000;

  /** Images to test on, unless asked otherwise. */
  public static final int DEFAULT_TEST = 2_000;

  private static final int PIXELS = SIDE * SIDE;
  private static final long FOR_LABELS = 1;
  private static final long FOR_IMAGES = 2;

  private DrawnDigits() {}

  /**
   * The images with the numbers {@code from} to {@code from + count − 1}: for each 28 · 28 bytes,
   * row-major, 0 is the background and 255 ink.
   *
   * @throws IllegalArgumentException if {@code from} or {@code count} is negative, or the images
   *     would not fit one array
   */
  public static byte[] images(long seed, int from, int count) {
    byte[] labels = labels(seed, from, count);
    if ((long) count * PIXELS > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("[digits] " + count + " images do not fit one array");
    }
    byte[] pixels = new byte[count * PIXELS];
    for (int i = 0; i < count; i++) {
      DigitRandom random = new DigitRandom(seed, FOR_IMAGES, from + i);
      DigitRenderer.draw(labels[i], random, pixels, i * PIXELS);
    }
    return pixels;
  }

  /**
   * The digits of those images. Of ten in a row, from a multiple of ten on, each digit comes once,
   * in an order drawn from (seed, block).
   *
   * @throws IllegalArgumentException if {@code from} or {@code count} is negative
   */
  public static byte[] labels(long seed, int from, int count) {
    requireNotNegative("from", from);
    requireNotNegative("count", count);
    byte[] labels = new byte[count];
    byte[] block = new byte[CLASSES];
    for (int i = 0; i < count; i++) {
      int index = from + i;
      if (i == 0 || index % CLASSES == 0) {
        shuffle(block, new DigitRandom(seed, FOR_LABELS, index / CLASSES));
      }
      labels[i] = block[index % CLASSES];
    }
    return labels;
  }

  private static void requireNotNegative(String what, int number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "[digits] " + what + " must be at least 0, but is " + number);
    }
  }

  private static void shuffle(byte[] block, DigitRandom random) {
    for (int i = 0; i < block.length; i++) {
      int j = random.below(i + 1);
      block[i] = block[j];
      block[j] = (byte) i;
    }
  }
}
