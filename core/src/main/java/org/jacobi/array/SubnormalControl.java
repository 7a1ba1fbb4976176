package org.jacobi.array;

/**
 * Switches the processor's slow path for subnormal numbers off and on, for the calling thread: a
 * service of modules that can reach the control word. Where there is none, subnormals stay.
 */
public interface SubnormalControl {
  /** True if it can be done on this platform. */
  boolean isAvailable();

  /**
   * From now on subnormal inputs and results of this thread count as 0.
   *
   * @return the state before, for {@link #restore}
   */
  long flush();

  /** Puts back what {@link #flush} found. */
  void restore(long before);
}
