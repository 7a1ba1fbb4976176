package org.jacobi.bench.kernels;

import java.util.concurrent.TimeUnit;
import org.jacobi.kernel.KernelProvider;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One kernel, called again and again on the same arrays. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** Which kernel. */
  @Param public Case kernel = Case.RELU;

  /** Which implementation: the chosen one, the same with bf16 products, or the plain loops. */
  @Param({"chosen", "bf16", "reference"})
  public String by = "chosen";

  private Runnable body = () -> {};

  /** Makes the arrays. */
  @Setup
  public void prepare() {
    body = kernel.on(kernels(by));
  }

  static Kernels kernels(String name) {
    return switch (name) {
      case "chosen" -> KernelProvider.chosen();
      case "bf16" -> KernelProvider.chosen().at(Precision.BF16);
      case "reference" -> new ReferenceKernels();
      default -> throw new IllegalArgumentException("there are no kernels " + name);
    };
  }

  /** One call. */
  @Benchmark
  public void call() {
    body.run();
  }
}
