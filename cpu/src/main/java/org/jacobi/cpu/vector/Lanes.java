package org.jacobi.cpu.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine, and sums over their lanes in a fixed order.
 *
 * <p>The loops of this package read and write vectors by the Vector API's own methods, and call a
 * function of ours in one place for whole vectors and the last, masked one. The compiler inlines
 * the API's methods always, ours only where they were called often when it looked, and a vector
 * that is passed to a call is made on the heap: thirty times slower.
 */
final class Lanes {
  /** Vectors of floats of the preferred width. */
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** Ints, as many as {@link #FLOATS}. */
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** Vectors of doubles of the preferred width. */
  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, FLOATS.vectorShape());

  /** Floats, as many as {@link #DOUBLES}: what is computed in double for more digits. */
  static final VectorSpecies<Float> HALVES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

  /** How many floats a vector holds. */
  static final int LENGTH = FLOATS.length();

  /** How many doubles a vector holds. */
  static final int HALF = DOUBLES.length();

  /** Whether the processor multiplies and adds in one operation. Else Java computes it slowly. */
  static final boolean FUSED = isFusedFast();

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorShuffle<Float> BY_8 = apart(FLOATS, 8);
  private static final VectorShuffle<Float> BY_4 = apart(FLOATS, 4);
  private static final VectorShuffle<Float> BY_2 = apart(FLOATS, 2);
  private static final VectorShuffle<Float> BY_1 = apart(FLOATS, 1);
  private static final VectorShuffle<Double> DOUBLE_BY_4 = apart(DOUBLES, 4);
  private static final VectorShuffle<Double> DOUBLE_BY_2 = apart(DOUBLES, 2);
  private static final VectorShuffle<Double> DOUBLE_BY_1 = apart(DOUBLES, 1);

  private Lanes() {}

  /** Each lane takes the one that many lanes away. */
  private static <T> VectorShuffle<T> apart(VectorSpecies<T> species, int distance) {
    return VectorShuffle.fromOp(species, i -> (i ^ distance) & species.length() - 1);
  }

  /** In software a fused operation takes microseconds, else nanoseconds, interpreted or not. */
  private static boolean isFusedFast() {
    long best = Long.MAX_VALUE;
    float x = 1;
    for (int attempt = 0; attempt < 5; attempt++) {
      long start = System.nanoTime();
      for (int i = 0; i < 32; i++) {
        x = Math.fma(x, 0.7f, 0.3f);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < 32 * 400 && x > 0;
  }

  // ---- arithmetic ----

  static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  static IntVector allInts(int value) {
    return IntVector.broadcast(INTS, value);
  }

  static DoubleVector allWide(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }

  /** a · b + c, in one rounding where the processor can. */
  static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
    return FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }

  /** a · b + c, in one rounding where the processor can. */
  static DoubleVector fma(DoubleVector a, DoubleVector b, DoubleVector c) {
    return FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }

  /** The sum over the lanes: halves are added until one is left. */
  static float sum(FloatVector x) {
    FloatVector sum = x;
    if (LENGTH > 8) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LENGTH > 4) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    if (LENGTH > 2) {
      sum = sum.add(sum.rearrange(BY_2));
    }
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  /** The largest lane; NaN if one is. */
  static float max(FloatVector x) {
    FloatVector max = x;
    if (LENGTH > 8) {
      max = max.max(max.rearrange(BY_8));
    }
    if (LENGTH > 4) {
      max = max.max(max.rearrange(BY_4));
    }
    if (LENGTH > 2) {
      max = max.max(max.rearrange(BY_2));
    }
    return max.max(max.rearrange(BY_1)).lane(0);
  }

  /** The smallest lane; NaN if one is. */
  static float min(FloatVector x) {
    return -max(x.neg());
  }

  /** The sum over the lanes: halves are added until one is left. */
  static double sum(DoubleVector x) {
    DoubleVector sum = x;
    if (HALF > 4) {
      sum = sum.add(sum.rearrange(DOUBLE_BY_4));
    }
    if (HALF > 2) {
      sum = sum.add(sum.rearrange(DOUBLE_BY_2));
    }
    return sum.add(sum.rearrange(DOUBLE_BY_1)).lane(0);
  }
}
