package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jacobi.array.NDArray;

/** Floats become BF16: the upper half of their bits, rounded to nearest, ties to even. */
final class RoundingLoops {
  /** With fewer floats in a vector there is no vector of as many shorts. */
  static final int LEAST = 4;

  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, 16 * LENGTH)));

  /** With this bit, a NaN keeps a digit in its upper half. */
  private static final int QUIET = 0x40_0000;

  private static final int INFINITE = 0x7F80_0000;

  private RoundingLoops() {}

  static void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out) {
    int length = Math.toIntExact(x.size() / x.shape().dim(0));
    MemorySegment source = x.segment();
    MemorySegment target = out.segment();
    long start = Layout.at(x);
    long yAt = 2 * out.offset();
    for (int i = from; i < to; i++, yAt += 2L * length) {
      round(source, start + 4L * numbers[i] * length, target, yAt, length);
    }
  }

  private static void round(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      halves(FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 2L * i, ORDER);
    }
    for (; i < n; i++) {
      y.set(JAVA_SHORT, yAt + 2L * i, half(x.get(JAVA_FLOAT, xAt + 4L * i)));
    }
  }

  private static ShortVector halves(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector even = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    IntVector near =
        bits.add(0x7FFF)
            .add(even)
            .blend(
                bits.or(QUIET), bits.and(Integer.MAX_VALUE).compare(VectorOperators.GT, INFINITE))
            .lanewise(VectorOperators.LSHR, 16);
    return (ShortVector) near.convertShape(VectorOperators.I2S, SHORTS, 0);
  }

  static short half(float x) {
    int bits = Float.floatToRawIntBits(x);
    int near = Float.isNaN(x) ? bits | QUIET : bits + 0x7FFF + (bits >>> 16 & 1);
    return (short) (near >>> 16);
  }
}
