package org.jacobi.cpu.vector;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jspecify.annotations.Nullable;

/** Matrix products through the Vector API; other types than F32 by the plain kernels. */
public final class VectorProducts implements Products {
  private final Kernels plain;

  /** Products in this precision, which counts for nothing here: there is no arithmetic for it. */
  public VectorProducts(Precision precision) {
    this.plain = new ReferenceKernels().at(precision);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Products at(Precision precision) {
    return new VectorProducts(precision);
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    plain.matmul(a, b, out);
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    plain.linear(x, weight, bias, relu, out);
  }
}
