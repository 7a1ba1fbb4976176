package org.jacobi.data;

public final class DrawnDigits {
  public static final int SIDE = 28;
  public static final int CLASSES = 10;
  public static final int DEFAULT_TRAIN = 12_000;
  public static final int DEFAULT_TEST = 2_000;

  private static final int PIXELS = SIDE * SIDE;
  private static final long FOR_LABELS = 1;
  private static final long FOR_IMAGES = 2;

  private DrawnDigits() {}

  public static byte[] images(long seed, int from, int count) {
    byte[] labels = labels(seed, from, count);
    byte[] pixels = new byte[count * PIXELS];
    for (int i = 0; i < count; i++) {
      DigitRandom random = new DigitRandom(seed, FOR_IMAGES, from + i);
      DigitRenderer.draw(labels[i], random, pixels, i * PIXELS);
    }
    return pixels;
  }

  public static byte[] labels(long seed, int from, int count) {
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

  private static void shuffle(byte[] block, DigitRandom random) {
    for (int i = 0; i < block.length; i++) {
      int j = random.below(i + 1);
      block[i] = block[j];
      block[j] = (byte) i;
    }
  }
}
