package org.jacobi.array;

/**
 * Hears of numbers that leave arrays for Java, or are copied from one array to another, without a
 * kernel. Who records kernel calls, to run them again, must know of these.
 */
@FunctionalInterface
public interface ReadWatch {
  /** The watch of the current scope; outside it does nothing. */
  Setting<ReadWatch> SETTING = Setting.of("read watch", () -> source -> {});

  /** Called before the numbers are read. */
  void read(NDArray source);
}
