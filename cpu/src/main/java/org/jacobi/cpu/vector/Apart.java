package org.jacobi.cpu.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Calls that stay apart. The compiler takes what a handle calls into the caller only if the handle
 * is a constant; so what is called through a field that is not final is compiled by itself. It is
 * needed where a caller would become too large: the compiler stops to inline at 18,000 nodes, of
 * which an operation on a vector takes some 400, and vectors are made on the heap from there on.
 */
final class Apart {
  private Apart() {}

  /** A handle of a static method without a result; to be kept in a field that is not final. */
  static MethodHandle handle(Lookup lookup, String name, Class<?>... parameters) {
    try {
      return lookup.findStatic(
          lookup.lookupClass(), name, MethodType.methodType(void.class, parameters));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the method has thrown; such methods have no checked exceptions. */
  static RuntimeException thrown(Throwable e) {
    return switch (e) {
      case RuntimeException fault -> fault;
      case Error error -> throw error;
      default -> new IllegalStateException(e);
    };
  }
}
