package org.jacobi.cpu.vector;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The memory a product works in, kept from call to call. A platform thread has its own; virtual
 * threads, of which there may be very many, borrow one from a small pool.
 */
final class ProductScratch {
  private static final int POOLED = 16;
  private static final ThreadLocal<ProductScratch> OWN =
      ThreadLocal.withInitial(ProductScratch::new);
  private static final AtomicReferenceArray<@Nullable ProductScratch> POOL =
      new AtomicReferenceArray<>(POOLED);

  Matrix a = new Matrix();
  Matrix b = new Matrix();
  final Matrix out = new Matrix();

  /** Results of one call of the micro-kernel. */
  final float[] tile = new float[MicroKernel.ROWS * MicroKernel.WIDTH];

  /** A block on its way to its transpose. */
  final float[] turned = new float[Transposition.EDGE * Transposition.EDGE];

  /** A row of the left factor, for {@link HalfWeight}. */
  float[] row = new float[0];

  /** For the end of a row. */
  final float[] spare = new float[ProductLanes.COUNT];

  /** What is added to each column; only used if {@link #hasBias}. */
  float[] bias = new float[MicroKernel.WIDTH];

  boolean hasBias;
  boolean relu;

  /** Packed rows of the left factor. */
  float[] left = new float[0];

  /** Packed panels of the right factor. */
  float[] right = new float[0];

  private ProductScratch() {}

  /** From out = a · b to outᵀ = bᵀ · aᵀ. */
  void transpose() {
    var left = a;
    a = b;
    b = left;
    a.transpose();
    b.transpose();
    out.transpose();
  }

  /** Scratch that nobody else uses until {@link #release}. */
  static ProductScratch take() {
    if (!Thread.currentThread().isVirtual()) {
      return OWN.get();
    }
    for (int i = 0; i < POOLED; i++) {
      var free = POOL.getAndSet(i, null);
      if (free != null) {
        return free;
      }
    }
    return new ProductScratch();
  }

  void release() {
    a.clear();
    b.clear();
    out.clear();
    if (Thread.currentThread().isVirtual()) {
      for (int i = 0; i < POOLED; i++) {
        if (POOL.compareAndSet(i, null, this)) {
          return;
        }
      }
    }
  }

  float[] left(int size) {
    if (left.length < size) {
      left = new float[size];
    }
    return left;
  }

  float[] right(int size) {
    if (right.length < size) {
      right = new float[size];
    }
    return right;
  }

  float[] row(int size) {
    if (row.length < size) {
      row = new float[size];
    }
    return row;
  }

  float[] bias(int size) {
    if (bias.length < size) {
      bias = new float[size];
    }
    return bias;
  }
}
