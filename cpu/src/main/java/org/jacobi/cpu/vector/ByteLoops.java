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

/**
 * Bytes become floats, by vectors, or BF16, by a table: there are 256 of them. A table is half as
 * fast, but ten times as fast before it is compiled, which is when a training waits for its
 * batches.
 */
final class ByteLoops {
  /** With fewer floats in a vector there is no vector of as many bytes. */
  static final int LEAST = 8;

  /** Bytes that come from memory at once. */
  private static final int LINE = 64;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LENGTH)));

  /** The one that was used last. */
  private static volatile Table table = Table.NONE;

  /** Written so that the compiler does not leave {@link #touch} out. */
  @SuppressWarnings("UnusedVariable")
  private static int touched;

  /** Bytes of rows that are read ahead at a time; any first-level cache has room for them. */
  private static final int AHEAD = 1 << 14;

  private ByteLoops() {}

  /** What each byte becomes. */
  private static final class Table {
    static final Table NONE = new Table(0, 0);

    final float factor;
    final float shift;
    final short[] halves = new short[256];

    Table(float factor, float shift) {
      this.factor = factor;
      this.shift = shift;
      for (int i = 0; i < halves.length; i++) {
        float scaled = i * factor;
        halves[i] = RoundingLoops.half(scaled + shift);
      }
    }

    static Table of(float factor, float shift) {
      var known = table;
      if (known.factor != factor || known.shift != shift) {
        known = new Table(factor, shift);
        table = known;
      }
      return known;
    }
  }

  static void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
    int length = Math.toIntExact(bytes.size() / bytes.shape().dim(0));
    MemorySegment source = bytes.segment();
    MemorySegment target = out.segment();
    long start = bytes.offset();
    long yAt = Layout.at(out);
    boolean rounded = out.dtype() == DType.BF16;
    var table = rounded ? Table.of(factor, shift) : Table.NONE;
    int ahead = Math.max(1, AHEAD / Math.max(1, length));
    for (int i = from; i < to; i++) {
      if ((i - from) % ahead == 0) {
        touched = touch(source, start, numbers, i, Math.min(to, i + ahead), length);
      }
      long xAt = start + (long) numbers[i] * length;
      if (rounded) {
        look(source, xAt, target, yAt, length, table.halves);
      } else {
        scale(source, xAt, target, yAt, length, factor, shift);
      }
      yAt += (long) length * out.dtype().bytes();
    }
  }

  /**
   * Reads one byte in 64 of the rows, which lie anywhere in main memory: such reads do not wait for
   * each other, as the loops over a row do.
   */
  private static int touch(
      MemorySegment x, long start, int[] numbers, int from, int to, int length) {
    var exactX = Exact.of(x);
    int sum = 0;
    for (int i = from; i < to; i++) {
      long row = start + (long) numbers[i] * length;
      for (int j = 0; j < length; j += LINE) {
        sum += exactX.get(JAVA_BYTE, row + j);
      }
    }
    return sum;
  }

  private static void look(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int n, short[] halves) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i++) {
      exactY.set(JAVA_SHORT, yAt + 2L * i, halves[exactX.get(JAVA_BYTE, xAt + i) & 0xFF]);
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
