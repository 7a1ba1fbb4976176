package org.jacobi.array;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lengths of an array's axes, row-major: the last axis varies fastest. Immutable. A scalar has
 * no axes; an axis may have length 0.
 */
public final class Shape {
  /** The shape of a single number. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long size;

  private Shape(int[] dims) {
    this.dims = dims;
    long product = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "[shape] an axis cannot have a negative length, but " + text(dims) + " has " + dim);
      }
      product = times(product, dim);
    }
    this.size = product;
  }

  private long times(long product, int dim) {
    if (Math.multiplyHigh(product, (long) dim) != 0 || product * dim < 0) {
      throw new IllegalArgumentException(
          "[shape] " + text(dims) + " holds more numbers than can be counted");
    }
    return product * dim;
  }

  /**
   * A shape of these axis lengths.
   *
   * @throws IllegalArgumentException if a length is negative, or there are too many numbers
   */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /**
   * Length of an axis; negative axes count from the end, −1 is the last.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /**
   * The axis as a number from 0, where negative ones count from the end.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public int axis(int axis) {
    int resolved = axis < 0 ? axis + dims.length : axis;
    if (resolved < 0 || resolved >= dims.length) {
      throw new IllegalArgumentException(
          "[shape] there is no axis " + axis + " in " + this + ", which has " + rank() + " axes");
    }
    return resolved;
  }

  /** Number of elements: the product of all lengths, 1 for a scalar. */
  public long size() {
    return size;
  }

  /** A copy of the axis lengths. */
  public int[] toArray() {
    return dims.clone();
  }

  /** This shape with one axis given another length. */
  public Shape with(int axis, int length) {
    int[] copy = dims.clone();
    copy[axis(axis)] = length;
    return new Shape(copy);
  }

  /** This shape with a new axis of the given length before {@code position} (0 to rank). */
  public Shape insert(int position, int length) {
    int at = position < 0 ? position + dims.length + 1 : position;
    if (at < 0 || at > dims.length) {
      throw new IllegalArgumentException(
          "[shape] a new axis of " + this + " goes to 0…" + rank() + ", not to " + position);
    }
    int[] copy = new int[dims.length + 1];
    System.arraycopy(dims, 0, copy, 0, at);
    copy[at] = length;
    System.arraycopy(dims, at, copy, at + 1, dims.length - at);
    return new Shape(copy);
  }

  /** This shape without one axis. */
  public Shape remove(int axis) {
    int at = axis(axis);
    int[] copy = new int[dims.length - 1];
    System.arraycopy(dims, 0, copy, 0, at);
    System.arraycopy(dims, at + 1, copy, at, dims.length - at - 1);
    return Shape.of(copy);
  }

  /**
   * The shape that both broadcast to: axes are matched from the last one, and an axis of length 1
   * stretches to the other's length.
   *
   * @return the common shape, or null if there is none
   */
  public static @Nullable Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.rank() ? a.dims[a.rank() - i] : 1;
      int right = i <= b.rank() ? b.dims[b.rank() - i] : 1;
      if (left != right && left != 1 && right != 1) {
        return null;
      }
      dims[rank - i] = left == 1 ? right : left;
    }
    return Shape.of(dims);
  }

  /** True if this shape stretches to {@code target} by broadcasting. */
  public boolean broadcastsTo(Shape target) {
    var common = broadcast(this, target);
    return common != null && common.equals(target);
  }

  /** Distance in elements between neighbours along each axis of a dense row-major array. */
  long[] denseStrides() {
    long[] strides = new long[dims.length];
    long step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Such as {@code (128 × 784)}; a scalar is {@code ()}. */
  @Override
  public String toString() {
    return text(dims);
  }

  private static String text(int[] dims) {
    var text = new StringBuilder("(");
    for (int i = 0; i < dims.length; i++) {
      text.append(i == 0 ? "" : " × ").append(dims[i]);
    }
    return text.append(')').toString();
  }
}
