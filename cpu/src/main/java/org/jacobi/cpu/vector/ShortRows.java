package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Softmax and cross entropy of dense rows that would not fill a vector, such as ten classes:
 * exponentials and logarithms go over all rows at once, the rest number by number, in arrays on the
 * heap, where that is three times as fast. A sum follows the order of its row.
 */
final class ShortRows {
  /** Up to so many numbers a row is short. */
  static final int MOST = 2 * LENGTH;

  private static final ThreadLocal<ShortRows> SCRATCH = ThreadLocal.withInitial(ShortRows::new);

  private float[] numbers = {};
  private float[] powers = {};
  private float[] others = {};
  private float[] perRow = {};

  private ShortRows() {}

  private static ShortRows scratch(int rows, int n) {
    var scratch = SCRATCH.get();
    // A whole vector may be worked on at the end.
    int size = rows * n + LENGTH;
    if (scratch.numbers.length < size) {
      scratch.numbers = new float[size];
      scratch.powers = new float[size];
      scratch.others = new float[size];
    }
    if (scratch.perRow.length < rows + LENGTH) {
      scratch.perRow = new float[rows + LENGTH];
    }
    return scratch;
  }

  static void softmax(MemorySegment x, long xAt, MemorySegment y, long yAt, int rows, int n) {
    var scratch = scratch(rows, n);
    MemorySegment.copy(x, JAVA_FLOAT, xAt, scratch.numbers, 0, rows * n);
    scratch.powers(rows, n);
    MemorySegment.copy(scratch.powers, 0, y, JAVA_FLOAT, yAt, rows * n);
  }

  /** Losses −Σ t (x − log Σ eˣ), and y ← softmax(x). */
  static void crossEntropy(
      MemorySegment x,
      long xAt,
      MemorySegment t,
      long tAt,
      MemorySegment losses,
      long lossAt,
      MemorySegment y,
      long yAt,
      int rows,
      int n) {
    var scratch = scratch(rows, n);
    MemorySegment.copy(x, JAVA_FLOAT, xAt, scratch.numbers, 0, rows * n);
    MemorySegment.copy(t, JAVA_FLOAT, tAt, scratch.others, 0, rows * n);
    scratch.powers(rows, n);
    scratch.losses(rows, n);
    MemorySegment.copy(scratch.powers, 0, y, JAVA_FLOAT, yAt, rows * n);
    MemorySegment.copy(scratch.perRow, 0, losses, JAVA_FLOAT, lossAt, rows);
  }

  /** Numbers become what they are below the largest of their row, powers the softmax. */
  private void powers(int rows, int n) {
    for (int row = 0; row < rows; row++) {
      subtractLargest(numbers, row * n, row * n + n);
    }
    for (int i = 0; i < rows * n; i += LENGTH) {
      VectorMath.exp(FloatVector.fromArray(FLOATS, numbers, i)).intoArray(powers, i);
    }
    for (int row = 0; row < rows; row++) {
      perRow[row] = divideBySum(powers, row * n, row * n + n);
    }
  }

  /** A NaN is passed over while looking: it makes the sum NaN, and with it the whole row. */
  private static void subtractLargest(float[] x, int from, int to) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      largest = x[i] > largest ? x[i] : largest; // four times as fast as Math.max
    }
    for (int i = from; i < to; i++) {
      x[i] -= largest;
    }
  }

  private static float divideBySum(float[] y, int from, int to) {
    float sum = 0;
    for (int i = from; i < to; i++) {
      sum += y[i];
    }
    for (int i = from; i < to; i++) {
      y[i] /= sum;
    }
    return sum;
  }

  /** From the sum of each row to its loss. */
  private void losses(int rows, int n) {
    for (int i = 0; i < rows; i += LENGTH) {
      VectorMath.log(FloatVector.fromArray(FLOATS, perRow, i)).intoArray(perRow, i);
    }
    for (int row = 0; row < rows; row++) {
      perRow[row] = loss(numbers, others, row * n, row * n + n, perRow[row]);
    }
  }

  /** A target of 0 asks nothing, even where x is −∞. */
  private static float loss(float[] x, float[] t, int from, int to, float logSum) {
    float loss = 0;
    for (int i = from; i < to; i++) {
      if (t[i] != 0) {
        loss -= t[i] * (x[i] - logSum);
      }
    }
    return loss;
  }

  /** y ← u (p Σ t − t), where u has one number for each row, so many bytes apart. */
  static void crossEntropyGradient(
      MemorySegment u,
      long uAt,
      long uStep,
      MemorySegment p,
      long pAt,
      MemorySegment t,
      long tAt,
      MemorySegment y,
      long yAt,
      int rows,
      int n) {
    var scratch = scratch(rows, n);
    MemorySegment.copy(p, JAVA_FLOAT, pAt, scratch.numbers, 0, rows * n);
    MemorySegment.copy(t, JAVA_FLOAT, tAt, scratch.others, 0, rows * n);
    for (int row = 0; row < rows; row++) {
      float upstream = u.get(JAVA_FLOAT, uAt + row * uStep);
      gradient(upstream, scratch.numbers, scratch.others, row * n, row * n + n);
    }
    MemorySegment.copy(scratch.numbers, 0, y, JAVA_FLOAT, yAt, rows * n);
  }

  private static void gradient(float u, float[] p, float[] t, int from, int to) {
    float total = 0;
    for (int i = from; i < to; i++) {
      total += t[i];
    }
    for (int i = from; i < to; i++) {
      p[i] = u * (p[i] * total - t[i]);
    }
  }
}
