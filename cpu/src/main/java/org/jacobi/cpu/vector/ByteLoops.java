package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;

/** Bytes become floats, or BF16. */
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
    boolean rounded = out.dtype() == DType.BF16;
    long step = (long) out.dtype().bytes() * length;
    long yAt = out.dtype().bytes() * out.offset();
    for (int i = from; i < to; i++, yAt += step) {
      long xAt = bytes.offset() + (long) numbers[i] * length;
      if (rounded) {
        scaleAndRound(source, xAt, target, yAt, length, factor, shift);
      } else {
        scale(source, xAt, target, yAt, length, factor, shift);
      }
    }
  }

  private static void scale(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int n, float factor, float shift) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      floats(ByteVector.fromMemorySegment(BYTES, exactX, xAt + i, ORDER))
          .mul(factor)
          .add(shift)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    for (; i < n; i++) {
      y.set(JAVA_FLOAT, yAt + 4L * i, scaled(x, xAt + i, factor, shift));
    }
  }

  private static void scaleAndRound(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int n, float factor, float shift) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      var scaled =
          floats(ByteVector.fromMemorySegment(BYTES, exactX, xAt + i, ORDER))
              .mul(factor)
              .add(shift);
      RoundingLoops.halves(scaled).intoMemorySegment(exactY, yAt + 2L * i, ORDER);
    }
    for (; i < n; i++) {
      short near = RoundingLoops.half(scaled(x, xAt + i, factor, shift));
      y.set(JAVA_SHORT, yAt + 2L * i, near);
    }
  }

  private static FloatVector floats(ByteVector bytes) {
    var whole = bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, Lanes.INTS, 0);
    return (FloatVector) whole.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  private static float scaled(MemorySegment x, long at, float factor, float shift) {
    float scaled = (x.get(JAVA_BYTE, at) & 0xFF) * factor;
    return scaled + shift;
  }
}
