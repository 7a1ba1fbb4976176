package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.all;
import static org.jacobi.cpu.vector.Lanes.get;
import static org.jacobi.cpu.vector.Lanes.put;
import static org.jacobi.cpu.vector.Lanes.rest;

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
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).add(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).add(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void sub(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).sub(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).sub(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void mul(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).mul(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).mul(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void div(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).div(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).div(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void maximum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).max(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).max(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void minimum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(a, aAt, i).min(get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(a, aAt, i, m).min(get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void reluGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(reluGradient(get(a, aAt, i), get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(reluGradient(get(a, aAt, i, m), get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void sigmoidGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(sigmoidGradient(get(a, aAt, i), get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(sigmoidGradient(get(a, aAt, i, m), get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  private static void tanhGradient(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(tanhGradient(get(a, aAt, i), get(b, bAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(tanhGradient(get(a, aAt, i, m), get(b, bAt, i, m)), y, yAt, i, m);
    }
  }

  /** u where y &gt; 0, else 0. */
  private static FloatVector reluGradient(FloatVector u, FloatVector y) {
    return Lanes.zero().blend(u, y.compare(VectorOperators.GT, 0f));
  }

  /** u y (1 − y). */
  private static FloatVector sigmoidGradient(FloatVector u, FloatVector y) {
    return u.mul(y).mul(all(1f).sub(y));
  }

  /** u (1 − y²). */
  private static FloatVector tanhGradient(FloatVector u, FloatVector y) {
    // (1 − y)(1 + y) keeps the digits that 1 − y² loses near ±1.
    return u.mul(all(1f).sub(y).mul(y.add(1f)));
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
