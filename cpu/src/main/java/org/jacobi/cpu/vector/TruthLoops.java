package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jacobi.kernel.BinaryFn;

/**
 * Comparisons, which write truth values of one byte, and the choice by such values. The last
 * elements, and all of them where a vector has too few floats for a vector of bytes, go one by one.
 */
final class TruthLoops {
  private static final boolean WIDE_ENOUGH = LENGTH >= 8;

  /** Bytes, as many as floats in a vector. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(WIDE_ENOUGH ? 8 * LENGTH : 64));

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private TruthLoops() {}

  /** Positions are in bytes; b is one number if {@code bOne}, and a if {@code aOne}. */
  static void compare(
      BinaryFn function,
      MemorySegment a,
      long aAt,
      boolean aOne,
      MemorySegment b,
      long bAt,
      boolean bOne,
      MemorySegment y,
      long yAt,
      int n) {
    int done = 0;
    if (WIDE_ENOUGH && !aOne && bOne) {
      float limit = b.get(JAVA_FLOAT, bAt);
      done =
          switch (function) {
            case GREATER -> greater(a, aAt, limit, y, yAt, n);
            case GREATER_EQUAL -> greaterEqual(a, aAt, limit, y, yAt, n);
            default -> equal(a, aAt, limit, y, yAt, n);
          };
    } else if (WIDE_ENOUGH && !aOne) {
      done =
          switch (function) {
            case GREATER -> greater(a, aAt, b, bAt, y, yAt, n);
            case GREATER_EQUAL -> greaterEqual(a, aAt, b, bAt, y, yAt, n);
            default -> equal(a, aAt, b, bAt, y, yAt, n);
          };
    }
    for (int i = done; i < n; i++) {
      float left = a.get(JAVA_FLOAT, aOne ? aAt : aAt + 4L * i);
      float right = b.get(JAVA_FLOAT, bOne ? bAt : bAt + 4L * i);
      boolean holds =
          switch (function) {
            case GREATER -> left > right;
            case GREATER_EQUAL -> left >= right;
            default -> left == right;
          };
      y.set(JAVA_BYTE, yAt + i, (byte) (holds ? 1 : 0));
    }
  }

  private static void store(VectorMask<Float> holds, MemorySegment y, long at) {
    ByteVector.zero(BYTES).blend((byte) 1, holds.cast(BYTES)).intoMemorySegment(y, at, ORDER);
  }

  private static int greater(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(
                  VectorOperators.GT,
                  FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)),
          y,
          yAt + i);
    }
    return i;
  }

  private static int greater(MemorySegment a, long aAt, float b, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(VectorOperators.GT, b),
          y,
          yAt + i);
    }
    return i;
  }

  private static int greaterEqual(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(
                  VectorOperators.GE,
                  FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)),
          y,
          yAt + i);
    }
    return i;
  }

  private static int greaterEqual(
      MemorySegment a, long aAt, float b, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(VectorOperators.GE, b),
          y,
          yAt + i);
    }
    return i;
  }

  private static int equal(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(
                  VectorOperators.EQ,
                  FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)),
          y,
          yAt + i);
    }
    return i;
  }

  private static int equal(MemorySegment a, long aAt, float b, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      store(
          FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              .compare(VectorOperators.EQ, b),
          y,
          yAt + i);
    }
    return i;
  }

  /** y ← a where the byte of the condition is not 0, else b; y may be the same memory as a or b. */
  static void where(
      MemorySegment condition,
      long cAt,
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      MemorySegment y,
      long yAt,
      int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    if (WIDE_ENOUGH) {
      for (; i <= n - LENGTH; i += LENGTH) {
        VectorMask<Float> holds = holds(condition, cAt + i);
        FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)
            .blend(FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER), holds)
            .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      }
    }
    for (; i < n; i++) {
      boolean holds = condition.get(JAVA_BYTE, cAt + i) != 0;
      float chosen = holds ? a.get(JAVA_FLOAT, aAt + 4L * i) : b.get(JAVA_FLOAT, bAt + 4L * i);
      y.set(JAVA_FLOAT, yAt + 4L * i, chosen);
    }
  }

  /** The same with one number for each case. */
  static void where(
      MemorySegment condition, long cAt, float a, float b, MemorySegment y, long yAt, int n) {
    var exactY = Exact.of(y);
    int i = 0;
    if (WIDE_ENOUGH) {
      for (; i <= n - LENGTH; i += LENGTH) {
        FloatVector.broadcast(FLOATS, b)
            .blend(a, holds(condition, cAt + i))
            .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      }
    }
    for (; i < n; i++) {
      y.set(JAVA_FLOAT, yAt + 4L * i, condition.get(JAVA_BYTE, cAt + i) != 0 ? a : b);
    }
  }

  private static VectorMask<Float> holds(MemorySegment condition, long at) {
    var bytes = ByteVector.fromMemorySegment(BYTES, condition, at, ORDER);
    return bytes.compare(VectorOperators.NE, 0).cast(FLOATS);
  }
}
