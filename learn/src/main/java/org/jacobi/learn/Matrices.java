package org.jacobi.learn;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * The few operations that layers by hand are made of, as plain loops over {@code double}: results
 * are new arrays of the first argument's type, rounded once, and no argument is changed.
 */
public final class Matrices {
  private Matrices() {}

  /**
   * The matrix product: out[i, j] = Σₖ a[i, k] · b[k, j], (rows × inner) · (inner × columns) →
   * (rows × columns).
   *
   * @throws IllegalArgumentException if these are no matrices, or the inner lengths differ
   */
  public static NDArray product(NDArray a, NDArray b) {
    boolean matrices = a.shape().rank() == 2 && b.shape().rank() == 2;
    if (!matrices || a.shape().dim(1) != b.shape().dim(0)) {
      throw new IllegalArgumentException(
          Words.error("product", matrices ? "inner" : "matrices", a.shape(), b.shape()));
    }
    int rows = a.shape().dim(0);
    int inner = a.shape().dim(1);
    int columns = b.shape().dim(1);
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    double[] out = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        double factor = left[i * inner + k];
        for (int j = 0; j < columns; j++) {
          out[i * columns + j] += factor * right[k * columns + j];
        }
      }
    }
    return NDArray.allocate(a.dtype(), Shape.of(rows, columns)).copyFrom(out);
  }

  /**
   * A vector added to each row: out[i, j] = a[i, j] + row[j], (rows × n) + (n) → (rows × n).
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static NDArray plusRow(NDArray a, NDArray row) {
    if (a.shape().rank() != 2 || !row.shape().equals(Shape.of(a.shape().dim(1)))) {
      throw new IllegalArgumentException(Words.error("plusRow", "row", a.shape(), row.shape()));
    }
    double[] out = a.toDoubles();
    double[] added = row.toDoubles();
    for (int i = 0; i < out.length; i++) {
      out[i] += added[i % added.length];
    }
    return NDArray.allocate(a.dtype(), a.shape()).copyFrom(out);
  }

  /**
   * The sum of all rows: out[j] = Σᵢ a[i, j], (rows × n) → (n). What {@link #plusRow} copied to
   * each row flows back from each of them.
   *
   * @throws IllegalArgumentException if this is no matrix
   */
  public static NDArray sumOfRows(NDArray a) {
    if (a.shape().rank() != 2) {
      throw new IllegalArgumentException(Words.error("sumOfRows", "matrix", a.shape()));
    }
    int columns = a.shape().dim(1);
    double[] numbers = a.toDoubles();
    double[] out = new double[columns];
    for (int i = 0; i < numbers.length; i++) {
      out[i % columns] += numbers[i];
    }
    return NDArray.allocate(a.dtype(), Shape.of(columns)).copyFrom(out);
  }

  /** out[i] = f(x[i]) for every element. */
  public static NDArray map(NDArray x, DoubleUnaryOperator f) {
    double[] numbers = x.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = f.applyAsDouble(numbers[i]);
    }
    return NDArray.allocate(x.dtype(), x.shape()).copyFrom(numbers);
  }

  /**
   * out[i] = f(a[i], b[i]) for every element; the shapes must be equal, nothing is stretched.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static NDArray combine(NDArray a, NDArray b, DoubleBinaryOperator f) {
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(Words.error("combine", "same", a.shape(), b.shape()));
    }
    double[] numbers = a.toDoubles();
    double[] others = b.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = f.applyAsDouble(numbers[i], others[i]);
    }
    return NDArray.allocate(a.dtype(), a.shape()).copyFrom(numbers);
  }

  /**
   * Class numbers as rows with a single 1: (rows) → (rows × classes).
   *
   * @throws IllegalArgumentException if the labels are no vector of whole numbers, or one of them
   *     is not the number of a class
   */
  public static NDArray oneHot(NDArray labels, int classes, DType dtype) {
    if (labels.shape().rank() != 1 || !labels.dtype().isInteger()) {
      throw new IllegalArgumentException(Words.error("oneHot", "labels", labels.describe()));
    }
    long[] numbers = labels.toLongs();
    double[] out = new double[numbers.length * classes];
    for (int row = 0; row < numbers.length; row++) {
      if (numbers[row] < 0 || numbers[row] >= classes) {
        throw new IllegalArgumentException(
            Words.error("oneHot", "label", row, numbers[row], classes, classes - 1));
      }
      out[row * classes + (int) numbers[row]] = 1;
    }
    return NDArray.allocate(dtype, Shape.of(numbers.length, classes)).copyFrom(out);
  }

  /** The column of the largest number of each row; the first of equal ones. */
  static int[] largestOfRows(NDArray a) {
    int columns = a.shape().dim(1);
    double[] numbers = a.toDoubles();
    int[] out = new int[a.shape().dim(0)];
    Arrays.setAll(
        out,
        row -> {
          int best = 0;
          for (int j = 1; j < columns; j++) {
            if (numbers[row * columns + j] > numbers[row * columns + best]) {
              best = j;
            }
          }
          return best;
        });
    return out;
  }
}
