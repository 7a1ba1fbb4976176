package org.jacobi.array;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Treats subnormal numbers as 0 while something is computed. Late in training probabilities and
 * momentum decay into subnormals, with which processors are many times slower.
 *
 * <p>A virtual thread may go on on another carrier thread after it has waited, so its control word
 * is left alone; a trainer that is called by one computes on threads of its own.
 */
public final class Subnormals {
  private static final @Nullable SubnormalControl CONTROL = find().orElse(null);

  private Subnormals() {}

  private static Optional<SubnormalControl> find() {
    try {
      return ServiceLoader.load(SubnormalControl.class, SubnormalControl.class.getClassLoader())
          .findFirst()
          .filter(SubnormalControl::isAvailable);
    } catch (ServiceConfigurationError unusable) {
      return Optional.empty(); // its module cannot run here, and the log of the kernels says why
    }
  }

  /** True if this platform lets them be flushed. */
  public static boolean canFlush() {
    return CONTROL != null;
  }

  /**
   * From now on this thread takes subnormals for 0, where that can be done.
   *
   * @return what to give to {@link #restore} on the same thread
   */
  public static long flush() {
    var control = CONTROL;
    return control == null || Thread.currentThread().isVirtual() ? 0 : control.flush();
  }

  /** Puts back what {@link #flush} found. */
  public static void restore(long before) {
    var control = CONTROL;
    if (control != null && !Thread.currentThread().isVirtual()) {
      control.restore(before);
    }
  }
}
