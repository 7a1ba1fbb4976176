package org.jacobi.cpu.vector;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jspecify.annotations.Nullable;

/** The matrix products of {@link Kernels}, which {@link VectorKernels} gets from outside. */
public interface Products {
  /** A short name for logs and run records. */
  String name();

  /** The same products in this precision. */
  Products at(Precision precision);

  /** As {@link Kernels#withFixedWeights}. */
  default Products withFixedWeights() {
    return this;
  }

  /** As {@link Kernels#missingPrecision}. */
  Optional<String> missingPrecision();

  /** As {@link Kernels#factorType}. */
  default DType factorType(int rows, int in, int out) {
    return DType.F32;
  }

  /** As {@link Kernels#matmul}. */
  void matmul(NDArray a, NDArray b, NDArray out);

  /** As {@link Kernels#linear}. */
  void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out);
}
