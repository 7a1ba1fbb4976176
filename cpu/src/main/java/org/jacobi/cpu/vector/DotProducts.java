package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.ORDER;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;
import static org.jacobi.cpu.vector.ProductLanes.multiplyAdd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Products in which one factor has only a few rows: each row x of it is multiplied with the rows of
 * the other where they lie, eight at a time, so that memory is read once and in order.
 *
 * <p>Lane l of a sum takes the elements l, l + L, l + 2L … of the rows, for vectors of L lanes; the
 * lanes are added in the fixed order of {@link LaneSums}. So an element depends on its two rows
 * alone, and on L.
 */
final class DotProducts {
  /** So many rows of the matrix are multiplied before their lanes are added up. */
  static final int CHUNK = 256;

  private DotProducts() {}

  /** The lanes of eight sums over whole vectors, of x with row min(i, last) for i from 0 to 7. */
  private static void eight(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int last,
      MemorySegment x,
      long xAt,
      int k,
      float[] lanes,
      int to) {
    long at1 = at + Math.min(1, last) * rowBytes;
    long at2 = at + Math.min(2, last) * rowBytes;
    long at3 = at + Math.min(3, last) * rowBytes;
    long at4 = at + Math.min(4, last) * rowBytes;
    long at5 = at + Math.min(5, last) * rowBytes;
    long at6 = at + Math.min(6, last) * rowBytes;
    long at7 = at + Math.min(7, last) * rowBytes;
    var s0 = FloatVector.zero(SPECIES);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    var s7 = s0;
    int whole = k - k % COUNT;
    for (int p = 0; p < whole; p += COUNT) {
      long step = 4L * p;
      var v = FloatVector.fromMemorySegment(SPECIES, x, xAt + step, ORDER);
      var w0 = FloatVector.fromMemorySegment(SPECIES, matrix, at + step, ORDER);
      s0 = multiplyAdd(v, w0, s0);
      var w1 = FloatVector.fromMemorySegment(SPECIES, matrix, at1 + step, ORDER);
      s1 = multiplyAdd(v, w1, s1);
      var w2 = FloatVector.fromMemorySegment(SPECIES, matrix, at2 + step, ORDER);
      s2 = multiplyAdd(v, w2, s2);
      var w3 = FloatVector.fromMemorySegment(SPECIES, matrix, at3 + step, ORDER);
      s3 = multiplyAdd(v, w3, s3);
      var w4 = FloatVector.fromMemorySegment(SPECIES, matrix, at4 + step, ORDER);
      s4 = multiplyAdd(v, w4, s4);
      var w5 = FloatVector.fromMemorySegment(SPECIES, matrix, at5 + step, ORDER);
      s5 = multiplyAdd(v, w5, s5);
      var w6 = FloatVector.fromMemorySegment(SPECIES, matrix, at6 + step, ORDER);
      s6 = multiplyAdd(v, w6, s6);
      var w7 = FloatVector.fromMemorySegment(SPECIES, matrix, at7 + step, ORDER);
      s7 = multiplyAdd(v, w7, s7);
    }
    s0.intoArray(lanes, to);
    s1.intoArray(lanes, to + COUNT);
    s2.intoArray(lanes, to + 2 * COUNT);
    s3.intoArray(lanes, to + 3 * COUNT);
    s4.intoArray(lanes, to + 4 * COUNT);
    s5.intoArray(lanes, to + 5 * COUNT);
    s6.intoArray(lanes, to + 6 * COUNT);
    s7.intoArray(lanes, to + 7 * COUNT);
  }

  /** Adds the products of what is left behind the last whole vector. */
  private static void tail(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int last,
      MemorySegment x,
      long xAt,
      int k,
      float[] lanes,
      int to,
      float[] spare) {
    int count = k % COUNT;
    long step = 4L * (k - count);
    ProductLanes.copyFirst(x, xAt + step, count, spare, 0);
    var v = ProductLanes.keepFirst(FloatVector.fromArray(SPECIES, spare, 0), count);
    for (int i = 0; i <= last; i++) {
      ProductLanes.copyFirst(matrix, at + i * rowBytes + step, count, spare, 0);
      var w = FloatVector.fromArray(SPECIES, spare, 0);
      var sum = FloatVector.fromArray(SPECIES, lanes, to + i * COUNT);
      multiplyAdd(v, ProductLanes.keepFirst(w, count), sum).intoArray(lanes, to + i * COUNT);
    }
  }

  /**
   * out ← vectors · matrixᵀ, both factors with dense rows.
   *
   * @param biasOfRow whether the bias is of the rows of out, not of its columns: the factors were
   *     exchanged
   */
  static void multiply(ProductScratch scratch, Matrix vectors, Matrix matrix, boolean biasOfRow) {
    for (int first = 0; first < matrix.rows; first += CHUNK) {
      int count = Math.min(CHUNK, matrix.rows - first);
      int groups = groups(count);
      chunk(scratch, vectors, matrix, first, count);
      float[] sums = scratch.left(vectors.rows * groups * 8 + COUNT);
      LaneSums.store(scratch.right, vectors.rows * groups, sums);
      if (biasOfRow && scratch.hasBias) {
        addBias(scratch.bias, sums, vectors.rows, groups * 8);
      }
      boolean bias = scratch.hasBias;
      scratch.hasBias &= !biasOfRow;
      WriteBack.store(scratch, sums, groups * 8, 0, vectors.rows, first, count, false, true);
      scratch.hasBias = bias;
    }
  }

  /** Groups of eight sums in a row of them, filled up so that rows do not share a vector. */
  private static int groups(int count) {
    return Packing.roundUp(count, Packing.UNIT) / 8;
  }

  /** The lanes of all sums over a chunk of the rows of the matrix, a row of out after the other. */
  private static void chunk(
      ProductScratch scratch, Matrix vectors, Matrix matrix, int first, int count) {
    int k = matrix.columns;
    int groups = groups(count);
    float[] lanes = scratch.right(vectors.rows * groups * 8 * COUNT);
    for (int g = 0; 8 * g < count; g++) {
      long at = matrix.at(first + 8 * g, 0);
      int last = Math.min(8, count - 8 * g) - 1;
      for (int r = 0; r < vectors.rows; r++) {
        long x = vectors.at(r, 0);
        int to = (r * groups + g) * 8 * COUNT;
        eight(matrix.segment, at, matrix.rowBytes, last, vectors.segment, x, k, lanes, to);
        if (k % COUNT != 0) {
          tail(
              matrix.segment,
              at,
              matrix.rowBytes,
              last,
              vectors.segment,
              x,
              k,
              lanes,
              to,
              scratch.spare);
        }
      }
    }
  }

  private static void addBias(float[] bias, float[] sums, int rows, int stride) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < stride; i++) {
        sums[r * stride + i] += bias[r];
      }
    }
  }
}
