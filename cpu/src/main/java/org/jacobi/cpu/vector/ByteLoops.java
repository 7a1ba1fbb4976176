package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jacobi.array.NDArray;

/** Bytes become floats. */
final class ByteLoops {
  /** With fewer floats in a vector there is no vector of as many bytes. */
  static final int LEAST = 8;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LENGTH)));

  private ByteLoops() {}

  static void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
    int length = Math.toIntExact(bytes.size() / bytes.shape().dim(0));
    MemorySegment source = bytes.segment();
    MemorySegment target = out.segment();
    long start = bytes.offset();
    long yAt = Layout.at(out);
    for (int i = from; i < to; i++, yAt += 4L * length) {
      scale(source, start + (long) numbers[i] * length, target, yAt, length, factor, shift);
    }
  }

  private static void scale(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int n, float factor, float shift) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      var whole =
          ByteVector.fromMemorySegment(BYTES, exactX, xAt + i, ORDER)
              .convertShape(VectorOperators.ZERO_EXTEND_B2I, Lanes.INTS, 0);
      ((FloatVector) whole.convertShape(VectorOperators.I2F, FLOATS, 0))
          .mul(factor)
          .add(shift)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    for (; i < n; i++) {
      float scaled = (x.get(JAVA_BYTE, xAt + i) & 0xFF) * factor;
      y.set(JAVA_FLOAT, yAt + 4L * i, scaled + shift);
    }
  }
}
