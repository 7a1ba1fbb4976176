package org.jacobi.data;

/**
 * Digits drawn by Jacobi itself, so that a first model trains without any file: U8 (rows × 784),
 * images of 28 × 28, 0 is background and 255 ink; classes "0" to "9". The same seed gives the same
 * images on every machine; the test images go on where the training images end.
 *
 * <pre>{@code
 * var digits = Digits.load(1);
 * trainer.fit(digits.train(), digits.test());
 * }</pre>
 *
 * @see DrawnDigits
 */
public final class Digits {
  /** Images to train on, by default. */
  public static final int DEFAULT_TRAIN = DrawnDigits.DEFAULT_TRAIN;

  /** Images to test on, by default. */
  public static final int DEFAULT_TEST = DrawnDigits.DEFAULT_TEST;

  private Digits() {}

  /** {@value #DEFAULT_TRAIN} images to train on and {@value #DEFAULT_TEST} to test on. */
  public static TrainTest load(long seed) {
    return load(seed, DEFAULT_TRAIN, DEFAULT_TEST);
  }

  /**
   * So many images to train on and to test on.
   *
   * @throws IllegalArgumentException if one of the numbers is not positive
   */
  public static TrainTest load(long seed, int train, int test) {
    if (train <= 0 || test <= 0) {
      throw new IllegalArgumentException(
          "[digits] images to train on and to test on are needed, not " + train + " and " + test);
    }
    return new TrainTest(draw(seed, " train", 0, train), draw(seed, " test", train, test));
  }

  private static Dataset draw(long seed, String part, int from, int count) {
    return ImageFiles.of(
        KnownCatalog.DIGITS,
        part,
        DrawnDigits.images(seed, from, count),
        DrawnDigits.labels(seed, from, count),
        DrawnDigits.SIDE);
  }
}
