package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Carries finished sums to the output, and does on the way what follows a product. */
final class WriteBack {
  private WriteBack() {}

  /**
   * out[row + i, column + j] ← sums[i · stride + j], for {@code rows} by {@code columns} elements.
   * The sums are changed on the way, in steps so small that vectors stay in registers.
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
    if (!out.rowsAreDense()) {
      storeEach(scratch, sums, stride, row, rows, column, columns, add, finish);
      return;
    }
    for (int j = 0; j < columns; j += COUNT) {
      long at = out.at(row, column + j);
      int count = Math.min(COUNT, columns - j);
      if (add) {
        add(out.segment, at, out.rowBytes, rows, count, sums, j, stride, scratch.spare);
      }
      boolean bias = finish && scratch.hasBias;
      boolean relu = finish && scratch.relu;
      if (count == COUNT && bias) {
        storeWithBias(
            out.segment, at, out.rowBytes, rows, sums, j, stride, scratch.bias, column + j, relu);
        continue;
      }
      if (bias) {
        addBias(scratch.bias, column + j, rows, sums, j, stride);
      }
      if (relu) {
        relu(rows, sums, j, stride);
      }
      if (count == COUNT) {
        storeWhole(out.segment, at, out.rowBytes, rows, sums, j, stride);
      } else {
        storePart(out.segment, at, out.rowBytes, rows, count, sums, j, stride);
      }
    }
  }

  private static void add(
      MemorySegment segment,
      long at,
      long rowBytes,
      int rows,
      int count,
      float[] sums,
      int from,
      int stride,
      float[] spare) {
    for (int i = 0; i < rows; i++) {
      ProductLanes.copyFirst(segment, at + i * rowBytes, count, spare, 0);
      FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride)
          .add(FloatVector.fromArray(ProductLanes.SPECIES, spare, 0))
          .intoArray(sums, from + i * stride);
    }
  }

  private static void addBias(
      float[] bias, int column, int rows, float[] sums, int from, int stride) {
    var added = FloatVector.fromArray(ProductLanes.SPECIES, bias, column);
    for (int i = 0; i < rows; i++) {
      var sum = FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride);
      sum.add(added).intoArray(sums, from + i * stride);
    }
  }

  /** What is below 0 becomes 0; a NaN stays one. */
  private static void relu(int rows, float[] sums, int from, int stride) {
    for (int i = 0; i < rows; i++) {
      var sum = FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride);
      sum.blend(0, sum.compare(VectorOperators.LE, 0)).intoArray(sums, from + i * stride);
    }
  }

  /** In one pass what is most common: a whole vector of columns, a bias, and ReLU or not. */
  private static void storeWithBias(
      MemorySegment segment,
      long at,
      long rowBytes,
      int rows,
      float[] sums,
      int from,
      int stride,
      float[] bias,
      int column,
      boolean relu) {
    var added = FloatVector.fromArray(ProductLanes.SPECIES, bias, column);
    if (relu) {
      for (int i = 0; i < rows; i++) {
        var sum = FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride).add(added);
        sum.blend(0, sum.compare(VectorOperators.LE, 0))
            .intoMemorySegment(segment, at + i * rowBytes, ProductLanes.ORDER);
      }
      return;
    }
    for (int i = 0; i < rows; i++) {
      FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride)
          .add(added)
          .intoMemorySegment(segment, at + i * rowBytes, ProductLanes.ORDER);
    }
  }

  private static void storeWhole(
      MemorySegment segment, long at, long rowBytes, int rows, float[] sums, int from, int stride) {
    for (int i = 0; i < rows; i++) {
      FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride)
          .intoMemorySegment(segment, at + i * rowBytes, ProductLanes.ORDER);
    }
  }

  /** Writes the first {@code count} lanes of each row and nothing else. */
  private static void storePart(
      MemorySegment segment,
      long at,
      long rowBytes,
      int rows,
      int count,
      float[] sums,
      int from,
      int stride) {
    var mask = ProductLanes.first(count);
    for (int i = 0; i < rows; i++) {
      long to = at + i * rowBytes;
      if (segment.byteSize() - to >= 4L * COUNT) {
        FloatVector.fromArray(ProductLanes.SPECIES, sums, from + i * stride)
            .intoMemorySegment(segment, to, ProductLanes.ORDER, mask);
      } else { // near the end of the segment even a mask does not help
        for (int j = 0; j < count; j++) {
          segment.set(JAVA_FLOAT_UNALIGNED, to + 4L * j, sums[from + i * stride + j]);
        }
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
