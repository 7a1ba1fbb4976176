package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.jacobi.cpu.vector.ProductLanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes square blocks in registers: for each bit of the position, neighbours across that bit
 * exchange halves.
 */
final class Transposition {
  private static final VectorSpecies<Float> SPECIES =
      ProductLanes.COUNT == 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_128;

  /** Rows and columns of a block: 16 or 4. */
  static final int EDGE = SPECIES.length();

  private static final VectorShuffle<Float> FLIP_8 = ProductLanes.flip(SPECIES, 8);
  private static final VectorShuffle<Float> FLIP_4 = ProductLanes.flip(SPECIES, 4);
  private static final VectorShuffle<Float> FLIP_2 = ProductLanes.flip(SPECIES, 2);
  private static final VectorShuffle<Float> FLIP_1 = ProductLanes.flip(SPECIES, 1);
  private static final VectorMask<Float> HAVING_8 = ProductLanes.having(SPECIES, 8);
  private static final VectorMask<Float> HAVING_4 = ProductLanes.having(SPECIES, 4);
  private static final VectorMask<Float> HAVING_2 = ProductLanes.having(SPECIES, 2);
  private static final VectorMask<Float> HAVING_1 = ProductLanes.having(SPECIES, 1);

  // Not final: see Apart. Outer is too long for the compiler to take it into its caller.
  private static MethodHandle inner =
      Apart.handle(
          MethodHandles.lookup(), "inner", float[].class, float[].class, int.class, int.class);

  private Transposition() {}

  /**
   * to[toAt + j · toStride + i] ← row i, column j of the source, for i, j from 0 to {@link #EDGE}.
   * Rows from {@code rows} on repeat the last one; what comes of columns from {@code columns} on is
   * not defined.
   */
  static void block(
      MemorySegment from,
      long at,
      long rowBytes,
      int rows,
      int columns,
      float[] turned,
      float[] to,
      int toAt,
      int toStride) {
    int last = rows - 1;
    long end = at + Math.min(last, EDGE - 1) * rowBytes;
    if (from.byteSize() - end < 4L * EDGE) { // no room for whole vectors
      copyEach(from, at, rowBytes, last, columns, to, toAt, toStride);
      return;
    }
    for (int i = 0; i < 4; i++) {
      if (EDGE == 16) {
        outer(from, at, rowBytes, i, last, turned);
      } else {
        FloatVector.fromMemorySegment(SPECIES, from, at + Math.min(i, last) * rowBytes, ORDER)
            .intoArray(turned, i * EDGE);
      }
    }
    try {
      inner.invokeExact(turned, to, toAt, toStride);
    } catch (Throwable e) {
      throw Apart.thrown(e);
    }
  }

  private static void copyEach(
      MemorySegment from,
      long at,
      long rowBytes,
      int last,
      int columns,
      float[] to,
      int toAt,
      int toStride) {
    for (int i = 0; i < EDGE; i++) {
      long row = at + Math.min(i, last) * rowBytes;
      for (int j = 0; j < Math.min(columns, EDGE); j++) {
        to[toAt + j * toStride + i] = from.get(JAVA_FLOAT_UNALIGNED, row + 4L * j);
      }
    }
  }

  /** Bits 3 and 2 of the position, for rows i, i + 4, i + 8 and i + 12. */
  private static void outer(
      MemorySegment from, long at, long rowBytes, int i, int last, float[] turned) {
    long aAt = at + Math.min(i, last) * rowBytes;
    var a = FloatVector.fromMemorySegment(SPECIES, from, aAt, ORDER);
    long bAt = at + Math.min(i + 4, last) * rowBytes;
    var b = FloatVector.fromMemorySegment(SPECIES, from, bAt, ORDER);
    long cAt = at + Math.min(i + 8, last) * rowBytes;
    var c = FloatVector.fromMemorySegment(SPECIES, from, cAt, ORDER);
    long dAt = at + Math.min(i + 12, last) * rowBytes;
    var d = FloatVector.fromMemorySegment(SPECIES, from, dAt, ORDER);
    var ac = c.blend(a, HAVING_8).rearrange(FLIP_8);
    var bd = d.blend(b, HAVING_8).rearrange(FLIP_8);
    a = a.blend(ac, HAVING_8);
    c = ac.blend(c, HAVING_8);
    b = b.blend(bd, HAVING_8);
    d = bd.blend(d, HAVING_8);
    var ab = b.blend(a, HAVING_4).rearrange(FLIP_4);
    var cd = d.blend(c, HAVING_4).rearrange(FLIP_4);
    a.blend(ab, HAVING_4).intoArray(turned, i * EDGE);
    ab.blend(b, HAVING_4).intoArray(turned, (i + 4) * EDGE);
    c.blend(cd, HAVING_4).intoArray(turned, (i + 8) * EDGE);
    cd.blend(d, HAVING_4).intoArray(turned, (i + 12) * EDGE);
  }

  /** Bits 1 and 0 of the position. */
  static void inner(float[] turned, float[] to, int at, int stride) {
    for (int i = 0; i < EDGE; i += 4) {
      inner(turned, i, to, at + i * stride, stride);
    }
  }

  /** For rows i to i + 3. */
  private static void inner(float[] turned, int i, float[] to, int at, int stride) {
    var a = FloatVector.fromArray(SPECIES, turned, i * EDGE);
    var b = FloatVector.fromArray(SPECIES, turned, (i + 1) * EDGE);
    var c = FloatVector.fromArray(SPECIES, turned, (i + 2) * EDGE);
    var d = FloatVector.fromArray(SPECIES, turned, (i + 3) * EDGE);
    var ac = c.blend(a, HAVING_2).rearrange(FLIP_2);
    var bd = d.blend(b, HAVING_2).rearrange(FLIP_2);
    a = a.blend(ac, HAVING_2);
    c = ac.blend(c, HAVING_2);
    b = b.blend(bd, HAVING_2);
    d = bd.blend(d, HAVING_2);
    var ab = b.blend(a, HAVING_1).rearrange(FLIP_1);
    var cd = d.blend(c, HAVING_1).rearrange(FLIP_1);
    a.blend(ab, HAVING_1).intoArray(to, at);
    ab.blend(b, HAVING_1).intoArray(to, at + stride);
    c.blend(cd, HAVING_1).intoArray(to, at + 2 * stride);
    cd.blend(d, HAVING_1).intoArray(to, at + 3 * stride);
  }
}
