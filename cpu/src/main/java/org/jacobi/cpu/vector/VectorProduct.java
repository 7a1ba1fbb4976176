package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Products of F32 matrices, single-threaded, of any strides; called by any number of threads at
 * once. A call allocates nothing once it is compiled, and takes no lock.
 *
 * <p>An element is a sum of fused multiply-adds in an order that follows from k and from which of
 * these ways is taken, by the shapes and strides:
 *
 * <ul>
 *   <li>dot products where both factors have their k side by side, and there are at most {@value
 *       #FEW_ROWS} rows or {@value #FEW_COLUMNS} columns: the order also depends on the length of
 *       vectors;
 *   <li>blocks everywhere else: the order is the same on all processors that fuse.
 * </ul>
 *
 * So the bits of a row change where a batch grows from {@value #FEW_ROWS} rows to more, and with
 * nothing else that is in the batch. They are the same interpreted and compiled.
 */
public final class VectorProduct {
  /** Up to so many rows (or columns) are multiplied as dot products, without packing. */
  private static final int FEW_ROWS = 4;

  private static final int FEW_COLUMNS = 2;

  private VectorProduct() {}

  /** out ← a · b: (m × k) · (k × n) → (m × n), all F32. */
  public static void multiply(NDArray a, NDArray b, NDArray out) {
    var scratch = ProductScratch.take();
    try {
      scratch.a.set(a);
      scratch.b.set(b);
      scratch.out.set(out);
      scratch.hasBias = false;
      scratch.relu = false;
      if (!scratch.out.rowsAreDense() && scratch.out.columnsAreDense()) {
        scratch.transpose();
      }
      multiply(scratch);
    } finally {
      scratch.release();
    }
  }

  /**
   * out ← x · wᵀ + bias: (rows × in) · (out × in)ᵀ + (out) → (rows × out), all F32.
   *
   * @param relu whether negative results become 0
   */
  public static void linear(
      NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    var scratch = ProductScratch.take();
    try {
      scratch.a.set(x);
      scratch.b.set(weight);
      scratch.b.transpose();
      scratch.out.set(out);
      scratch.relu = relu;
      setBias(scratch, bias);
      multiply(scratch);
    } finally {
      scratch.release();
    }
  }

  static void setBias(ProductScratch scratch, @Nullable NDArray bias) {
    scratch.hasBias = bias != null;
    if (bias == null) {
      return;
    }
    int count = bias.shape().dim(0);
    float[] to = scratch.bias(Packing.roundUp(count, MicroKernel.WIDTH));
    var from = bias.segment();
    long at = bias.offset() * 4;
    if (bias.isContiguous()) {
      MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at, to, 0, count);
      return;
    }
    long step = bias.stride(0) * 4;
    for (int i = 0; i < count; i++) {
      to[i] = from.get(JAVA_FLOAT_UNALIGNED, at + i * step);
    }
  }

  private static void multiply(ProductScratch scratch) {
    var a = scratch.a;
    var b = scratch.b;
    var out = scratch.out;
    assert a.columns == b.rows && a.rows == out.rows && b.columns == out.columns;
    if (out.rows == 0 || out.columns == 0) {
      return;
    }
    if (a.rowsAreDense() && b.columnsAreDense()) {
      if (out.rows <= FEW_ROWS) {
        b.transpose();
        DotProducts.multiply(scratch, a, b, false);
        return;
      }
      if (out.columns <= FEW_COLUMNS) {
        b.transpose();
        out.transpose();
        DotProducts.multiply(scratch, b, a, true);
        return;
      }
    }
    BlockedProduct.multiply(scratch);
  }
}
