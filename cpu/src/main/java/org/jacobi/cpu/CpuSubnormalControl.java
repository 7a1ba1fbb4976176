package org.jacobi.cpu;

import org.jacobi.array.SubnormalControl;

/** Flushes subnormals by the processor's control word. */
public final class CpuSubnormalControl implements SubnormalControl {
  /** Called by {@link java.util.ServiceLoader}. */
  public CpuSubnormalControl() {}

  /** Where only the plain loops compute, not if Java would print its warning of native calls. */
  @Override
  public boolean isAvailable() {
    boolean silent = CpuSubnormalControl.class.getModule().isNativeAccessEnabled();
    return (silent || CpuKernelProvider.hasVectorApi()) && ControlWord.available();
  }

  @Override
  public long flush() {
    return ControlWord.flushSubnormals();
  }

  @Override
  public void restore(long before) {
    ControlWord.restore(before);
  }
}
