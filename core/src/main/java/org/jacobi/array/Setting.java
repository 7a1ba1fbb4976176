package org.jacobi.array;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A typed entry of the {@link StepScope}: kernels, train or evaluate, recording, the sink of leaf
 * gradients. Each package declares its own as a constant, so that the scope, which lies at the
 * bottom, knows none of their types.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final int index = COUNT.getAndIncrement();
  final Supplier<T> initial;
  private final String name;

  private Setting(String name, Supplier<T> initial) {
    this.name = name;
    this.initial = initial;
  }

  /** A new setting, with what gives its value outside of every scope. */
  public static <T> Setting<T> of(String name, Supplier<T> initial) {
    return new Setting<>(name, initial);
  }

  /** The value in the current scope. */
  public T get() {
    return StepScope.current().get(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
