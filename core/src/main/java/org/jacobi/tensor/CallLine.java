package org.jacobi.tensor;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The line of a program that asks the library for something: the nearest one outside of it. Looked
 * up for each tensor, but only where assertions are on, since that takes about a microsecond.
 */
final class CallLine {
  static final boolean IS_WANTED = CallLine.class.desiredAssertionStatus();

  static final Set<String> LIBRARY =
      Set.of(
          "org.jacobi.array",
          "org.jacobi.kernel",
          "org.jacobi.tensor",
          "org.jacobi.nn",
          "org.jacobi.optim",
          "org.jacobi.data",
          "org.jacobi.io",
          "org.jacobi.train");
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private CallLine() {}

  /** Such as {@code Net.java:17}; null if there is none, or nobody wants to know. */
  static @Nullable String find() {
    if (!IS_WANTED) {
      return null;
    }
    return WALKER.walk(frames ->
        frames
            .filter(CallLine::isOutside)
            .findFirst()
            .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
            .orElse(null));
  }

  private static boolean isOutside(StackWalker.StackFrame frame) {
    String name = frame.getDeclaringClass().getPackageName();
    return !LIBRARY.contains(name) && !name.startsWith("java.") && !name.startsWith("jdk.");
  }
}
