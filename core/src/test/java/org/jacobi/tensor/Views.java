package org.jacobi.tensor;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** The same numbers in arrays that are not contiguous. */
enum Views {
  /** With the axes stored in reverse order; a vector as a column of a matrix. */
  TRANSPOSED {
    @Override
    NDArray empty(DType type, int[] dims) {
      int rank = dims.length;
      if (rank < 2) {
        var wide = noise(type, rank == 0 ? new int[] {1, 2} : new int[] {dims[0], 2});
        var column = wide.slice(1, 1, 2).squeeze(1);
        return rank == 0 ? column.squeeze(0) : column;
      }
      int[] reversed = new int[rank];
      int[] order = new int[rank];
      for (int i = 0; i < rank; i++) {
        reversed[i] = dims[rank - 1 - i];
        order[i] = rank - 1 - i;
      }
      return noise(type, reversed).permute(order);
    }
  },
  /** Cut out of a larger array, one element away from its edges. */
  SLICED {
    @Override
    NDArray empty(DType type, int[] dims) {
      int[] larger = new int[dims.length];
      for (int i = 0; i < dims.length; i++) {
        larger[i] = dims[i] + 2;
      }
      NDArray view = noise(type, larger);
      for (int i = 0; i < dims.length; i++) {
        view = view.slice(i, 1, 1 + dims[i]);
      }
      return view;
    }
  };

  /** A view of this shape whose numbers are still to be written. */
  abstract NDArray empty(DType type, int[] dims);

  /** A view that holds these numbers. */
  NDArray of(DType type, Plain plain) {
    return empty(plain.dtype(type), plain.dims()).copyFrom(plain.rounded(type).numbers());
  }

  /** One number for each group along the last axis, stretched: every stride there is 0. */
  static NDArray expanded(DType type, Plain plain) {
    NDArray dense = plain.rounded(type).array(type);
    int rank = plain.dims().length;
    if (rank == 0 || dense.size() == 0) {
      return dense;
    }
    return dense.slice(rank - 1, 0, 1).expand(Shape.of(plain.dims()));
  }

  private static NDArray noise(DType type, int[] dims) {
    return NDArray.allocate(type, Shape.of(dims)).fill(type.isFloating() ? Double.NaN : 0);
  }
}
