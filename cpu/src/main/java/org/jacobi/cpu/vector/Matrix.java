package org.jacobi.cpu.vector;

import java.lang.foreign.MemorySegment;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;

/**
 * A window onto the memory of a two-dimensional array, in bytes. It belongs to a {@link
 * ProductScratch} and is filled anew in each call, so that a call allocates nothing.
 */
final class Matrix {
  MemorySegment segment = MemorySegment.NULL;
  long start;
  int rows;
  int columns;
  long rowBytes;
  long columnBytes;

  /** Looks at this F32 array. */
  void set(NDArray array) {
    assert array.shape().rank() == 2 : array.describe();
    assert array.dtype() == DType.F32 : array.describe();
    segment = array.segment();
    start = array.offset() * 4;
    rows = array.shape().dim(0);
    columns = array.shape().dim(1);
    // The stride of an axis of length 1 says nothing; as 1 it never counts as a gap.
    rowBytes = rows == 1 ? 4 : array.stride(0) * 4;
    columnBytes = columns == 1 ? 4 : array.stride(1) * 4;
  }

  /** Exchanges the axes. */
  void transpose() {
    int rowsBefore = rows;
    rows = columns;
    columns = rowsBefore;
    long rowBytesBefore = rowBytes;
    rowBytes = columnBytes;
    columnBytes = rowBytesBefore;
  }

  /** Forgets the memory, which a thread would otherwise keep alive. */
  void clear() {
    segment = MemorySegment.NULL;
  }

  /** True if the elements of a row lie side by side. */
  boolean rowsAreDense() {
    return columnBytes == 4;
  }

  /** True if the elements of a column lie side by side. */
  boolean columnsAreDense() {
    return rowBytes == 4;
  }

  /** Where an element lies in the segment, in bytes. */
  long at(int row, int column) {
    return start + row * rowBytes + column * columnBytes;
  }
}
