/**
 * Fast kernels for CPUs, found by {@link java.util.ServiceLoader}: elementwise work through the
 * Vector API, matrix products through oneDNN.
 */
module org.jacobi.cpu {
  requires static org.jspecify;
  requires org.jacobi;
  requires jdk.incubator.vector;

  exports org.jacobi.cpu;

  provides org.jacobi.array.SubnormalControl with
      org.jacobi.cpu.CpuSubnormalControl;
  provides org.jacobi.kernel.KernelProvider with
      org.jacobi.cpu.CpuKernelProvider;
}
