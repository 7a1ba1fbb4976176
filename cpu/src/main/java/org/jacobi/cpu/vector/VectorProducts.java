package org.jacobi.cpu.vector;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jspecify.annotations.Nullable;

/** Matrix products through the Vector API; other types than F32 by the plain kernels. */
public final class VectorProducts implements Products {
  private final Precision precision;
  private final Kernels plain;

  /** Products in this precision, which counts for nothing here: there is no arithmetic for it. */
  public VectorProducts(Precision precision) {
    this.precision = precision;
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
  public Optional<String> missingPrecision() {
    return precision == Precision.F32
        ? Optional.empty()
        : Optional.of(
            "the Vector API, which computes the products, has no arithmetic for bfloat16");
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    if (b.dtype() == DType.BF16 && isF32(out)) {
      matmul(a, b.cast(DType.F32), out);
    } else if (!isF32(a) || !isF32(b) || !isF32(out)) {
      plain.matmul(a, b, out);
    } else if (out.shape().rank() == 2) {
      VectorProduct.multiply(a, b, out);
    } else {
      for (int i = 0; i < out.shape().dim(0); i++) {
        matmul(matrix(a, i), matrix(b, i), matrix(out, i));
      }
    }
  }

  /** The i-th part along the first axis, without that axis. */
  private static NDArray matrix(NDArray x, int i) {
    return x.slice(0, i, i + 1).squeeze(0);
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    if (x.dtype() == DType.BF16 && isF32(out)) {
      linear(x.cast(DType.F32), weight, bias, relu, out);
    } else if (isF32(x) && isF32(weight) && isF32(out) && (bias == null || isF32(bias))) {
      VectorProduct.linear(x, weight, bias, relu, out);
    } else {
      plain.linear(x, weight, bias, relu, out);
    }
  }

  private static boolean isF32(NDArray x) {
    return x.dtype() == DType.F32;
  }
}
