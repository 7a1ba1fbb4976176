package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;

import jdk.incubator.vector.FloatVector;

/** Carries finished sums to the output, and does on the way what follows a product. */
final class WriteBack {
  private WriteBack() {}

  /**
   * out[row + i, column + j] ← sums[i · stride + j], for {@code rows} by {@code columns} elements.
   *
   * @param add whether this adds to what stands there: sums over an earlier part of k
   * @param finish whether this is the last part of k, so that bias and ReLU are due
   */
  static void store(
      ProductScratch scratch,
      float[] sums,
      int stride,
      int row,
      int rows,
      int column,
      int columns,
      boolean add,
      boolean finish) {
    var out = scratch.out;
    boolean bias = finish && scratch.hasBias;
    boolean relu = finish && scratch.relu;
    if (!out.rowsAreDense()) {
      storeEach(scratch, sums, stride, row, rows, column, columns, add, finish);
      return;
    }
    var segment = out.segment;
    for (int i = 0; i < rows; i++) {
      long at = out.at(row + i, column);
      for (int j = 0; j < columns; j += COUNT) {
        var sum = FloatVector.fromArray(ProductLanes.SPECIES, sums, i * stride + j);
        if (add) {
          sum = sum.add(ProductLanes.loadFirst(segment, at + 4L * j, columns - j, scratch.spare));
        }
        if (bias) {
          sum = sum.add(FloatVector.fromArray(ProductLanes.SPECIES, scratch.bias, column + j));
        }
        if (relu) {
          sum = ProductLanes.relu(sum);
        }
        ProductLanes.storeFirst(sum, segment, at + 4L * j, columns - j, scratch.spare);
      }
    }
  }

  /** The same, for an output whose rows have gaps. */
  private static void storeEach(
      ProductScratch scratch,
      float[] sums,
      int stride,
      int row,
      int rows,
      int column,
      int columns,
      boolean add,
      boolean finish) {
    var out = scratch.out;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        long at = out.at(row + i, column + j);
        float sum = sums[i * stride + j];
        if (add) {
          sum += out.segment.get(JAVA_FLOAT_UNALIGNED, at);
        }
        if (finish && scratch.hasBias) {
          sum += scratch.bias[column + j];
        }
        if (finish && scratch.relu) {
          sum = sum <= 0 ? 0 : sum;
        }
        out.segment.set(JAVA_FLOAT_UNALIGNED, at, sum);
      }
    }
  }
}
