package org.jacobi.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Floats as integers of the same order, −0 before +0, so that the largest and the smallest are
 * found as fast as integers are compared. NaN is known by the size of its bits without the sign.
 */
final class Ordered {
  private static final int NO_SIGN = 0x7FFFFFFF;
  private static final int INFINITY = 0x7F800000;

  private Ordered() {}

  /**
   * The key of −∞, which as a size is below all others. Made anew: a loop that starts with a
   * constant vector keeps its sum on the heap.
   */
  static IntVector least() {
    return IntVector.broadcast(Lanes.INTS, 0xFF800000 ^ NO_SIGN);
  }

  /** The key of +∞. */
  static IntVector most() {
    return IntVector.broadcast(Lanes.INTS, INFINITY);
  }

  static IntVector key(IntVector bits) {
    IntVector negative = bits.lanewise(VectorOperators.ASHR, 31);
    return bits.lanewise(VectorOperators.XOR, negative.and(NO_SIGN));
  }

  static IntVector size(IntVector bits) {
    return bits.and(NO_SIGN);
  }

  /** The float of a key, or NaN where the largest size is one's. */
  static FloatVector value(IntVector key, IntVector size) {
    var isNan = size.compare(VectorOperators.GT, INFINITY).cast(Lanes.FLOATS);
    return key(key).reinterpretAsFloats().blend(Float.NaN, isNan);
  }
}
