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
 * instead of other shards. Calls are cut along the features and not along the rows of the batch, so
 * that each worker reads, updates and keeps in its cache a part of the weights of its own.
 *
 * <p>Where and into how many parts a call is cut follows from its shapes alone, so the bits are the
 * same for any number of workers.
 */
final class SplitKernels extends ForwardingKernels {
  /** Fewer multiplications are done sooner than others are asked to help. */
  private static final long PRODUCT = 1 << 20;

  private static final long ELEMENTS = 1 << 14;

  /** Narrower matrices are not cut. */
  private static final int NARROW = 64;

  /** Columns of a part, if that makes two parts or more. */
  private static final int COLUMNS = 128;

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

  /** The number of parts for so many columns. */
  static int parts(int columns) {
    return columns < NARROW ? 1 : Math.clamp(Integer.highestOneBit(columns / COLUMNS), 2, MOST);
  }

  /** A range of columns. */
  @FunctionalInterface
  private interface Columns {
    void compute(int from, int to);
  }

  private void split(int columns, Columns body) {
    int parts = parts(columns);
    workers.runOutsideOfScopes(
        parts,
        (part, worker) ->
            body.compute(Cut.at(columns, part, parts), Cut.at(columns, part + 1, parts)));
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    if (out.size() * x.shape().dim(1) < PRODUCT) {
      kernels.linear(x, weight, bias, relu, out);
      return;
    }
    split(
        out.shape().dim(1),
        (from, to) ->
            kernels.linear(
                x,
                weight.slice(0, from, to),
                bias == null ? null : bias.slice(0, from, to),
                relu,
                out.slice(1, from, to)));
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    if (out.shape().rank() != 2 || out.size() * a.shape().dim(1) < PRODUCT) {
      kernels.matmul(a, b, out);
    } else if (a.stride(1) != 1) {
      // aᵀ of a gradient: its rows are the features, and those of the weight
      split(
          out.shape().dim(0),
          (from, to) -> kernels.matmul(a.slice(0, from, to), b, out.slice(0, from, to)));
    } else {
      split(
          out.shape().dim(1),
          (from, to) -> kernels.matmul(a, b.slice(1, from, to), out.slice(1, from, to)));
    }
  }

  @Override
  public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
    if (isSmall(out)) {
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
    if (isSmall(out)) {
      kernels.binary(function, a, b, out);
      return;
    }
    split(
        out.shape().dim(1),
        (from, to) ->
            kernels.binary(
                function, a.slice(1, from, to), b.slice(1, from, to), out.slice(1, from, to)));
  }

  private static boolean isSmall(NDArray out) {
    return out.shape().rank() != 2 || out.size() < ELEMENTS;
  }
}
