package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jacobi.kernel.BinaryFn;

/**
 * y ← f(a, b) over n neighbouring floats. One loop for each function, so that the compiler sees one
 * function in each; the last elements take the same operations under a mask.
 */
final class BinaryLoops {
  private BinaryLoops() {}

  /** Positions are in bytes; y may be the same memory as a or b. */
  static void run(
      BinaryFn function,
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      MemorySegment y,
      long yAt,
      int n) {
    switch (function) {
      case ADD -> add(a, aAt, b, bAt, y, yAt, n);
      case SUB -> sub(a, aAt, b, bAt, y, yAt, n);
      case MUL -> mul(a, aAt, b, bAt, y, yAt, n);
      case DIV -> div(a, aAt, b, bAt, y, yAt, n);
      case MAXIMUM -> maximum(a, aAt, b, bAt, y, yAt, n);
      case MINIMUM -> minimum(a, aAt, b, bAt, y, yAt, n);
      case RELU_GRADIENT -> reluGradient(a, aAt, b, bAt, y, yAt, n);
      case SIGMOID_GRADIENT -> sigmoidGradient(a, aAt, b, bAt, y, yAt, n);
      case TANH_GRADIENT -> tanhGradient(a, aAt, b, bAt, y, yAt, n);
      case POW -> pow(a, aAt, b, bAt, y, yAt, n);
      default -> throw new AssertionError(function);
    }
  }

  private static void add(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .add(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void sub(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .sub(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .sub(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void mul(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .mul(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .mul(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void div(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .div(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .div(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void maximum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .max(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .max(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void minimum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
          .min(FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
          .min(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void reluGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.zero(FLOATS)
          .blend(
              FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER),
              FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)
                  .compare(VectorOperators.GT, 0f))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.zero(FLOATS)
          .blend(
              FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m),
              FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m)
                  .compare(VectorOperators.GT, 0f))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void sigmoidGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector u =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, mask);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, mask);
      FloatVector result = u.mul(v).mul(v.neg().add(1f));
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void tanhGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    var exactA = Exact.of(a);
    var exactB = Exact.of(b);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector u =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactA, aAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, mask);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactB, bAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, mask);
      // (1 − y)(1 + y) keeps the digits that 1 − y² loses near ±1.
      FloatVector result = u.mul(v.neg().add(1f).mul(v.add(1f)));
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void pow(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i++) {
      double base = a.get(JAVA_FLOAT, aAt + 4L * i);
      double exponent = b.get(JAVA_FLOAT, bAt + 4L * i);
      y.set(JAVA_FLOAT, yAt + 4L * i, (float) pow(base, exponent));
    }
  }

  private static double pow(double base, double exponent) {
    if (exponent == 2) {
      return base * base;
    }
    return exponent == -1 ? 1 / base : StrictMath.pow(base, exponent);
  }
}
