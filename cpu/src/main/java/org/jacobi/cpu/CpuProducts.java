package org.jacobi.cpu;

import org.jacobi.array.NDArray;
import org.jacobi.cpu.onednn.MatrixProducts;
import org.jacobi.cpu.vector.Products;
import org.jacobi.cpu.vector.VectorProducts;
import org.jacobi.kernel.Precision;
import org.jspecify.annotations.Nullable;

/** Matrix products by oneDNN where it is there and can, else by the Vector API. */
final class CpuProducts implements Products {
  private final @Nullable MatrixProducts onednn;
  private final Products others;

  CpuProducts(Precision precision) {
    this.onednn = MatrixProducts.unusableReason().isEmpty() ? new MatrixProducts(precision) : null;
    this.others = new VectorProducts(precision);
  }

  @Override
  public String name() {
    return onednn == null ? others.name() : "oneDNN";
  }

  @Override
  public Products at(Precision precision) {
    return new CpuProducts(precision);
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    var fast = onednn;
    if (fast == null || isNarrow(out, a.shape().dim(-1)) || !fast.matmul(a, b, out)) {
      others.matmul(a, b, out);
    }
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    var fast = onednn;
    if (fast == null
        || isNarrow(out, x.shape().dim(-1))
        || !fast.linear(x, weight, bias, relu, out)) {
      others.linear(x, weight, bias, relu, out);
    }
  }

  /**
   * Where one of the three lengths is small, the product is bound by memory, and a native call is
   * slower: 64 × 10 · 10 × 128 takes 10 µs by oneDNN and 2.5 by the Vector API.
   */
  private static boolean isNarrow(NDArray out, int inner) {
    return inner <= 16
        || out.shape().dim(-1) <= 2
        || out.shape().dim(-2) <= 4
        || out.size() * inner <= 300_000;
  }
}
