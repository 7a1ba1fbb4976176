package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** The numbers of an array, copied: a patient never holds what the doctor compares. */
record Value(DType dtype, Shape shape, double[] numbers) {
  static Value of(NDArray array) {
    return new Value(array.dtype(), array.shape(), array.toDoubles());
  }

  /** A fresh array of these numbers. */
  NDArray array() {
    return NDArray.allocate(dtype, shape).copyFrom(numbers);
  }

  int size() {
    return numbers.length;
  }

  Value with(double... others) {
    return new Value(dtype, shape, others);
  }

  Value map(DoubleUnaryOperator f) {
    return with(Arrays.stream(numbers).map(f).toArray());
  }

  boolean isFinite() {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  /** True if every number is the same, NaN included. */
  boolean same(Value other) {
    return shape.equals(other.shape) && Arrays.equals(numbers, other.numbers);
  }

  /** True if shape and numbers agree to a part of the largest one. */
  boolean near(Value other, double tolerance) {
    return shape.equals(other.shape) && Compare.same(numbers, other.numbers, tolerance);
  }

  /** The place of an entry, such as {@code [2, 0]}. */
  String place(int index) {
    int[] at = new int[shape.rank()];
    for (int axis = at.length - 1, rest = index; axis >= 0; axis--) {
      at[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return at.length == 0 ? "" : Arrays.toString(at);
  }
}
