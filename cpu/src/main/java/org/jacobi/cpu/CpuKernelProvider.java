package org.jacobi.cpu;

import java.util.Optional;
import org.jacobi.cpu.onednn.MatrixProducts;
import org.jacobi.cpu.vector.Standardizer;
import org.jacobi.cpu.vector.VectorKernels;
import org.jacobi.kernel.KernelProvider;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;

/**
 * Offers the fast kernels. Names no type of the Vector API, so that it can be asked where that
 * module is missing.
 */
public final class CpuKernelProvider implements KernelProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public CpuKernelProvider() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Optional<String> unusableReason() {
    return hasVectorApi()
        ? Optional.empty()
        : Optional.of(
            "the JDK's module jdk.incubator.vector is not there; start Java with --add-modules"
                + " jdk.incubator.vector");
  }

  static boolean hasVectorApi() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public Kernels create() {
    boolean onednn = MatrixProducts.unusableReason().isEmpty();
    var standardizer = onednn ? new CpuStandardizer() : Standardizer.NONE;
    return new VectorKernels(new CpuProducts(Precision.F32), standardizer);
  }

  @Override
  public Optional<String> missingPart() {
    return MatrixProducts.unusableReason().map(reason -> "oneDNN: " + reason);
  }
}
