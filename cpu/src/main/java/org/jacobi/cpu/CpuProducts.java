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
    if (fast == null || !fast.matmul(a, b, out)) {
      others.matmul(a, b, out);
    }
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    var fast = onednn;
    if (fast == null || !fast.linear(x, weight, bias, relu, out)) {
      others.linear(x, weight, bias, relu, out);
    }
  }
}
