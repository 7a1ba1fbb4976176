package org.jacobi.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.jacobi.array.DType;

/**
 * How bytes become features: byte · factor + shift.
 *
 * @param factor what a byte is multiplied with
 * @param shift what is added
 */
public record PixelScaling(float factor, float shift) {
  /** Bytes become numbers in 0…1. */
  public static final PixelScaling UNIT = new PixelScaling(1 / 255f, 0);

  /** Bytes stay the numbers they are. */
  public static final PixelScaling NONE = new PixelScaling(1, 0);

  /**
   * Refuses what would make features that are not finite.
   *
   * @throws IllegalArgumentException if the factor is 0, or a number is not finite
   */
  public PixelScaling {
    if (!Float.isFinite(factor) || !Float.isFinite(shift) || factor == 0) {
      throw new IllegalArgumentException(
          "[pixels] cannot scale by " + factor + " and shift by " + shift);
    }
  }

  /** The feature for a byte, 0 to 255. */
  public float of(int value) {
    return value * factor + shift;
  }

  /**
   * To mean 0 and standard deviation 1 over all bytes of a data set, the training part; a constant
   * one is only shifted to 0.
   *
   * @throws IllegalArgumentException if its features are not U8
   */
  public static PixelScaling standard(Dataset train) {
    var features = train.features();
    if (features.dtype() != DType.U8) {
      throw new IllegalArgumentException(
          "[pixels] only bytes can be scaled like this, not the features of " + train);
    }
    long[] counts = new long[256];
    var memory = features.segment();
    for (long i = 0; i < features.size(); i++) {
      counts[memory.get(JAVA_BYTE, features.offset() + i) & 0xFF]++;
    }
    double mean = 0;
    for (int value = 0; value < counts.length; value++) {
      mean += (double) counts[value] * value / features.size();
    }
    double variance = 0;
    for (int value = 0; value < counts.length; value++) {
      variance += counts[value] * (value - mean) * (value - mean) / features.size();
    }
    double deviation = variance > 0 ? Math.sqrt(variance) : 1;
    return new PixelScaling((float) (1 / deviation), (float) (-mean / deviation));
  }
}
