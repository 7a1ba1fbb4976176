package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean) / √(variance + ε), perhaps scaled and shifted, and its gradients, over the last axes,
 * or over the first, of dense floats. Sums are taken of differences from a first, rounded mean, and
 * corrected by what it is off by, so that a mean far from 0 costs no digits.
 *
 * <p>Each method returns false, and has written nothing, for other axes, and for arrays that are
 * not dense floats.
 */
final class Standardization {
  /** The square of mean : deviation from which on a mean is far from 0. */
  private static final float FAR = 4;

  private Standardization() {}

  static boolean forward(
      Standardizer preferred,
      NDArray x,
      int[] axes,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    int first = firstOf(x, axes, scale, shift);
    if (first < 0 || !areDense(x, out, mean, variance)) {
      return false;
    }
    assert (scale == null) == (shift == null) : "[standardize] scale and shift";
    boolean columns = first + axes.length < x.shape().rank();
    int rows = Math.toIntExact(columns ? x.size() / mean.size() : mean.size());
    int n = Math.toIntExact(x.size() / rows);
    boolean done =
        preferred.takes(columns, rows, n, epsilon)
            && preferred.forward(x, columns, rows, n, epsilon, scale, shift, out, mean, variance);
    if (columns) {
      StandardizedColumns.forward(done, x, rows, epsilon, scale, shift, out, mean, variance);
    } else {
      StandardizedRows.forward(done, x, n, epsilon, scale, shift, out, mean, variance);
    }
    return true;
  }

  static boolean gradient(
      Standardizer preferred,
      NDArray upstream,
      NDArray x,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      int[] axes,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    int first = firstOf(x, axes, scale, scaleGradient);
    if (first < 0
        || !areDense(x, out, mean, variance)
        || !Layout.isDenseFloats(upstream)
        || !(shiftGradient == null || Layout.isDenseFloats(shiftGradient))) {
      return false;
    }
    assert (scale == null) == (scaleGradient == null) : "[standardize] scale and its gradient";
    assert (scale == null) == (shiftGradient == null) : "[standardize] scale and shift";
    boolean columns = first + axes.length < x.shape().rank();
    int rows = Math.toIntExact(columns ? x.size() / mean.size() : mean.size());
    int n = Math.toIntExact(x.size() / rows);
    boolean done =
        preferred.takes(columns, rows, n, epsilon)
            && !anyIsFar(mean, variance, 0, Math.toIntExact(mean.size()))
            && preferred.gradient(
                upstream,
                x,
                columns,
                rows,
                n,
                mean,
                variance,
                scale,
                epsilon,
                out,
                scaleGradient,
                shiftGradient);
    if (!done && columns) {
      StandardizedColumns.gradient(
          upstream, x, rows, mean, variance, scale, epsilon, out, scaleGradient, shiftGradient);
    } else if (!done) {
      StandardizedRows.gradient(
          upstream, x, n, mean, variance, scale, epsilon, out, scaleGradient, shiftGradient);
    }
    return true;
  }

  /** Whether a mean is so far from 0 that differences from it alone cost digits; also of NaN. */
  static boolean isFar(NDArray mean, NDArray variance, int i) {
    float m = mean.segment().get(JAVA_FLOAT, Layout.at(mean) + 4L * i);
    float v = variance.segment().get(JAVA_FLOAT, Layout.at(variance) + 4L * i);
    return !(m * m <= FAR * v);
  }

  /** The same of any from {@code from} to before {@code to}. */
  static boolean anyIsFar(NDArray mean, NDArray variance, int from, int to) {
    boolean far = false;
    for (int i = from; i < to; i++) {
      far |= isFar(mean, variance, i);
    }
    return far;
  }

  private static boolean areDense(NDArray a, NDArray b, NDArray c, NDArray d) {
    return Layout.isDenseFloats(a)
        && Layout.isDenseFloats(b)
        && Layout.isDenseFloats(c)
        && Layout.isDenseFloats(d);
  }

  /**
   * The first of the axes, if they are the first or the last of x, and both arrays, if they are
   * there, hold one number for each column; else −1.
   */
  private static int firstOf(
      NDArray x, int[] axes, @Nullable NDArray scale, @Nullable NDArray other) {
    Shape shape = x.shape();
    int first = Reductions.firstOf(shape, axes);
    boolean last = first + axes.length == shape.rank();
    if (first < 0 || !(last || first == 0) || x.size() == 0) {
      return -1;
    }
    int columns = last ? first : axes.length;
    return areColumns(x, scale, columns) && areColumns(x, other, columns) ? first : -1;
  }

  /** Whether these are dense numbers of the axes from {@code from} on, or none. */
  private static boolean areColumns(NDArray x, @Nullable NDArray numbers, int from) {
    if (numbers == null) {
      return true;
    }
    boolean fits = Layout.isDenseFloats(numbers);
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      fits &= numbers.shape().dim(axis) == (axis < from ? 1 : x.shape().dim(axis));
    }
    return fits;
  }
}
