package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax and cross entropy of dense rows that would not fill a vector, such as ten classes. The
 * matrix is transposed, so that a vector holds a number of each of several rows, and nothing
 * branches on numbers. A sum follows the order of its row.
 */
final class ShortRows {
  /** Up to so many numbers a row is short. */
  static final int MOST = 2 * LENGTH;

  private static final ThreadLocal<ShortRows> SCRATCH = ThreadLocal.withInitial(ShortRows::new);

  // Not final: see Apart.
  private static MethodHandle exponentials =
      Apart.handle(
          MethodHandles.lookup(),
          "exponentials",
          float[].class,
          float[].class,
          float[].class,
          int.class,
          int.class,
          int.class);
  private static MethodHandle logarithms =
      Apart.handle(MethodHandles.lookup(), "logarithms", float[].class, int.class);

  private float[] numbers = {};
  private float[] powers = {};
  private float[] others = {};
  private float[] perRow = {};
  private float[] plain = {};
  private final float[] turned = new float[Transposition.EDGE * Transposition.EDGE];

  private ShortRows() {}

  /** Arrays for the transposes, with whole vectors of rows and whole blocks of columns. */
  private static ShortRows scratch(int rows, int n) {
    var scratch = SCRATCH.get();
    int size = stride(rows) * (n + Transposition.EDGE);
    if (scratch.numbers.length < size) {
      scratch.numbers = new float[size];
      scratch.powers = new float[size];
      scratch.others = new float[size];
      scratch.plain = new float[size];
    }
    if (scratch.perRow.length < stride(rows)) {
      scratch.perRow = new float[stride(rows)];
    }
    return scratch;
  }

  /** Length of a transposed column: whole vectors, and whole blocks of a transposition. */
  private static int stride(int rows) {
    return Packing.roundUp(rows, Math.max(LENGTH, Packing.UNIT));
  }

  static void softmax(MemorySegment x, long xAt, MemorySegment y, long yAt, int rows, int n) {
    var scratch = scratch(rows, n);
    scratch.turn(x, xAt, rows, n, scratch.numbers);
    scratch.powers(rows, n);
    scratch.turnBack(y, yAt, rows, n);
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
    scratch.turn(x, xAt, rows, n, scratch.numbers);
    scratch.turn(t, tAt, rows, n, scratch.others);
    scratch.powers(rows, n);
    scratch.turnBack(y, yAt, rows, n);
    scratch.losses(rows, n);
    MemorySegment.copy(scratch.perRow, 0, losses, JAVA_FLOAT, lossAt, rows);
  }

  /** to[j · stride + i] ← row i, column j; rows beyond the last repeat it. */
  private void turn(MemorySegment x, long at, int rows, int n, float[] to) {
    int stride = stride(rows);
    for (int i = 0; i < stride; i += Transposition.EDGE) {
      int row = Math.min(i, rows - 1);
      for (int j = 0; j < n; j += Transposition.EDGE) {
        long from = at + 4L * (row * n + j);
        Transposition.block(x, from, 4L * n, rows - row, n - j, turned, to, j * stride + i, stride);
      }
    }
  }

  /** From the transposed powers to rows. */
  private void turnBack(MemorySegment y, long yAt, int rows, int n) {
    int stride = stride(rows);
    for (int j = 0; j < n; j++) {
      for (int i = 0, to = j; i < rows; i++, to += n) {
        plain[to] = powers[j * stride + i];
      }
    }
    MemorySegment.copy(plain, 0, y, JAVA_FLOAT, yAt, rows * n);
  }

  /** Numbers become what they are below the largest of their row, powers the softmax. */
  private void powers(int rows, int n) {
    int stride = stride(rows);
    for (int i = 0; i < rows; i += LENGTH) {
      subtractLargest(numbers, i, stride, n);
      try {
        exponentials.invokeExact(numbers, powers, perRow, i, stride, n);
      } catch (Throwable e) {
        throw Apart.thrown(e);
      }
      divide(powers, perRow, i, stride, n);
    }
  }

  /** A NaN is passed over while looking: it makes the sum NaN, and with it the whole row. */
  private static void subtractLargest(float[] x, int from, int stride, int n) {
    int end = from + n * stride;
    var largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int i = from; i < end; i += stride) {
      var number = FloatVector.fromArray(FLOATS, x, i);
      largest = largest.blend(number, number.compare(VectorOperators.GT, largest));
    }
    for (int i = from; i < end; i += stride) {
      FloatVector.fromArray(FLOATS, x, i).sub(largest).intoArray(x, i);
    }
  }

  /** y ← eˣ, and the sum of each row. */
  static void exponentials(float[] x, float[] y, float[] sums, int from, int stride, int n) {
    var sum =
        FloatVector.broadcast(FLOATS, 0f); // zero() is a constant, and would be kept on the heap
    for (int j = 0, i = from; j < n; j++, i += stride) {
      var power = VectorMath.exp(FloatVector.fromArray(FLOATS, x, i));
      power.intoArray(y, i);
      sum = sum.add(power);
    }
    sum.intoArray(sums, from);
  }

  private static void divide(float[] y, float[] sums, int from, int stride, int n) {
    var sum = FloatVector.fromArray(FLOATS, sums, from);
    for (int j = 0, i = from; j < n; j++, i += stride) {
      FloatVector.fromArray(FLOATS, y, i).div(sum).intoArray(y, i);
    }
  }

  /** From the sum of each row to its loss. */
  private void losses(int rows, int n) {
    int stride = stride(rows);
    try {
      logarithms.invokeExact(perRow, rows);
    } catch (Throwable e) {
      throw Apart.thrown(e);
    }
    for (int i = 0; i < rows; i += LENGTH) {
      loss(numbers, others, perRow, i, stride, n);
    }
  }

  static void logarithms(float[] x, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMath.log(FloatVector.fromArray(FLOATS, x, i)).intoArray(x, i);
    }
  }

  /** A target of 0 asks nothing, even where x is −∞. */
  private static void loss(float[] x, float[] t, float[] perRow, int from, int stride, int n) {
    var logSum = FloatVector.fromArray(FLOATS, perRow, from);
    var loss = FloatVector.broadcast(FLOATS, 0f);
    for (int j = 0, i = from; j < n; j++, i += stride) {
      var target = FloatVector.fromArray(FLOATS, t, i);
      var below = FloatVector.fromArray(FLOATS, x, i).sub(logSum);
      var more = loss.sub(target.mul(below));
      loss = loss.blend(more, target.compare(VectorOperators.NE, 0));
    }
    loss.intoArray(perRow, from);
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
    MemorySegment.copy(p, JAVA_FLOAT, pAt, scratch.plain, 0, rows * n);
    MemorySegment.copy(t, JAVA_FLOAT, tAt, scratch.others, 0, rows * n);
    for (int row = 0; row < rows; row++) {
      float upstream = u.get(JAVA_FLOAT, uAt + row * uStep);
      gradient(upstream, scratch.plain, scratch.others, row * n, row * n + n);
    }
    MemorySegment.copy(scratch.plain, 0, y, JAVA_FLOAT, yAt, rows * n);
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
