package org.jacobi.cpu;

import org.jacobi.array.SubnormalControl;

/** Flushes subnormals by the processor's control word. */
public final class CpuSubnormalControl implements SubnormalControl {
  /** Called by {@link java.util.ServiceLoader}. */
  public CpuSubnormalControl() {}

  @Override
  public boolean isAvailable() {
    return ControlWord.available();
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
