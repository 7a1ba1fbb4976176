package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.COUNT;
import static org.jacobi.cpu.vector.Lanes.SPECIES;
import static org.jacobi.cpu.vector.Lanes.multiplyAdd;

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
  private DotProducts() {}

  /** The lanes of eight sums, of x with row min(i, last) for i from 0 to 7. */
  private static void eight(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int last,
      MemorySegment x,
      long xAt,
      int k,
      float[] lanes) {
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
      var v = Lanes.load(x, xAt + step);
      s0 = multiplyAdd(v, Lanes.load(matrix, at + step), s0);
      s1 = multiplyAdd(v, Lanes.load(matrix, at1 + step), s1);
      s2 = multiplyAdd(v, Lanes.load(matrix, at2 + step), s2);
      s3 = multiplyAdd(v, Lanes.load(matrix, at3 + step), s3);
      s4 = multiplyAdd(v, Lanes.load(matrix, at4 + step), s4);
      s5 = multiplyAdd(v, Lanes.load(matrix, at5 + step), s5);
      s6 = multiplyAdd(v, Lanes.load(matrix, at6 + step), s6);
      s7 = multiplyAdd(v, Lanes.load(matrix, at7 + step), s7);
    }
    if (whole < k) {
      long step = 4L * whole;
      int count = k - whole;
      var v = Lanes.load(x, xAt + step, count);
      s0 = multiplyAdd(v, Lanes.load(matrix, at + step, count), s0);
      s1 = multiplyAdd(v, Lanes.load(matrix, at1 + step, count), s1);
      s2 = multiplyAdd(v, Lanes.load(matrix, at2 + step, count), s2);
      s3 = multiplyAdd(v, Lanes.load(matrix, at3 + step, count), s3);
      s4 = multiplyAdd(v, Lanes.load(matrix, at4 + step, count), s4);
      s5 = multiplyAdd(v, Lanes.load(matrix, at5 + step, count), s5);
      s6 = multiplyAdd(v, Lanes.load(matrix, at6 + step, count), s6);
      s7 = multiplyAdd(v, Lanes.load(matrix, at7 + step, count), s7);
    }
    s0.intoArray(lanes, 0);
    s1.intoArray(lanes, COUNT);
    s2.intoArray(lanes, 2 * COUNT);
    s3.intoArray(lanes, 3 * COUNT);
    s4.intoArray(lanes, 4 * COUNT);
    s5.intoArray(lanes, 5 * COUNT);
    s6.intoArray(lanes, 6 * COUNT);
    s7.intoArray(lanes, 7 * COUNT);
  }

  /**
   * out ← vectors · matrixᵀ, both factors with dense rows.
   *
   * @param biasOfRow bias of each row of out instead of each column: the factors were exchanged
   */
  static void multiply(ProductScratch scratch, Matrix vectors, Matrix matrix, boolean biasOfRow) {
    int count = matrix.rows;
    int k = matrix.columns;
    int rows = vectors.rows;
    int stride = Packing.roundUp(count, 8) + COUNT; // eight sums are stored as a whole vector
    float[] sums = scratch.left(rows * stride);
    for (int i = 0; i < count; i += 8) {
      long at = matrix.at(i, 0);
      int last = Math.min(8, count - i) - 1;
      for (int r = 0; r < rows; r++) {
        eight(
            matrix.segment,
            at,
            matrix.rowBytes,
            last,
            vectors.segment,
            vectors.at(r, 0),
            k,
            scratch.lanes);
        LaneSums.store(scratch.lanes, sums, r * stride + i);
      }
    }
    finish(scratch, sums, stride, rows, count, biasOfRow);
  }

  private static void finish(
      ProductScratch scratch, float[] sums, int stride, int rows, int count, boolean biasOfRow) {
    if (biasOfRow && scratch.hasBias) {
      for (int r = 0; r < rows; r++) {
        float added = scratch.bias[r];
        for (int i = 0; i < count; i++) {
          sums[r * stride + i] += added;
        }
      }
      scratch.hasBias = false;
    }
    WriteBack.store(scratch, sums, stride, 0, rows, 0, count, false, true);
  }
}
