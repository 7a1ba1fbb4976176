package org.jacobi.train;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.ForwardingKernels;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;

/**
 * Kernels whose large calls are cut into parts that several workers compute: what one shard has
 * instead of other shards. Calls are cut along the features, and not along the rows of the batch,
 * as long as there are enough of them, so that each worker reads, updates and keeps in its cache a
 * part of the weights of its own.
 *
 * <p>Where and into how many parts a call is cut follows from its shapes and strides alone, so the
 * bits are the same for any number of workers.
 */
final class SplitKernels extends ForwardingKernels {
  /** With fewer multiplications a product is done sooner than others have begun to help. */
  private static final long PRODUCT = 150_000;

  private static final long ELEMENTS = 1 << 14;

  /** An axis that is shorter is not cut. */
  private static final int SHORT = 64;

  /** The least length of a part, if that makes two parts or more. */
  private static final int PART = 128;

  private static final int MOST = 8;

  private final Workers workers;

  SplitKernels(Kernels kernels, Workers workers) {
    super(kernels);
    this.workers = workers;
  }

  @Override
  public Kernels at(Precision precision) {
    return new SplitKernels(kernels.at(precision), workers);
  }

  /** The number of parts of an axis. */
  static int parts(int length) {
    return length < SHORT ? 1 : Math.clamp(Integer.highestOneBit(length / PART), 2, MOST);
  }

  /** What is done with a range of an axis. */
  @FunctionalInterface
  private interface RangeWork {
    void compute(int from, int to);
  }

  private void split(int length, RangeWork work) {
    int parts = parts(length);
    workers.runOutsideOfScopes(
        parts,
        (part, worker) ->
            work.compute(Cut.at(length, part, parts), Cut.at(length, part + 1, parts)));
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    int rows = out.shape().dim(0);
    int columns = out.shape().dim(1);
    if (out.size() * x.shape().dim(1) < PRODUCT) {
      kernels.linear(x, weight, bias, relu, out);
    } else if (columns >= SHORT) {
      split(
          columns,
          (from, to) -> {
            var part = bias == null ? null : bias.slice(0, from, to);
            kernels.linear(x, weight.slice(0, from, to), part, relu, out.slice(1, from, to));
          });
    } else {
      split(
          rows,
          (from, to) ->
              kernels.linear(x.slice(0, from, to), weight, bias, relu, out.slice(0, from, to)));
    }
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    if (out.shape().rank() != 2 || out.size() * a.shape().dim(1) < PRODUCT) {
      kernels.matmul(a, b, out);
      return;
    }
    int rows = out.shape().dim(0);
    int columns = out.shape().dim(1);
    // A transposed factor on the left makes the gradient of a weight: its rows are the features.
    boolean rowsFirst = a.stride(1) != 1;
    if (rowsFirst ? rows >= SHORT : columns < SHORT) {
      split(rows, (from, to) -> kernels.matmul(a.slice(0, from, to), b, out.slice(0, from, to)));
    } else {
      split(columns, (from, to) -> kernels.matmul(a, b.slice(1, from, to), out.slice(1, from, to)));
    }
  }

  @Override
  public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
    if (isSmall(out) || !hasRows(x)) {
      kernels.unary(function, parameter, x, out);
      return;
    }
    split(
        out.shape().dim(1),
        (from, to) ->
            kernels.unary(function, parameter, x.slice(1, from, to), out.slice(1, from, to)));
  }

  @Override
  public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    if (isSmall(out) || !hasRows(a) || !hasRows(b)) {
      kernels.binary(function, a, b, out);
      return;
    }
    split(
        out.shape().dim(1),
        (from, to) ->
            kernels.binary(
                function, a.slice(1, from, to), b.slice(1, from, to), out.slice(1, from, to)));
  }

  /** Others, such as transposes, are first copied as a whole, for which there are kernels. */
  private static boolean hasRows(NDArray operand) {
    return operand.stride(1) <= 1;
  }

  private static boolean isSmall(NDArray out) {
    return out.shape().rank() != 2 || out.size() < ELEMENTS;
  }
}
