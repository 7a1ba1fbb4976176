package org.jacobi.array;

import java.lang.ScopedValue.CallableOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The only ambient state: where new arrays are made, and the {@link Setting}s that hold for the
 * code running inside.
 *
 * <p>A scope over a {@link Slab} owns what is made in it: when it ends, all of it becomes unusable
 * and the slab is rewound. Inside, {@link Subnormals} are flushed to 0 where the platform can. A
 * scope made by {@link #with} changes a setting and shares the memory of the scope around it.
 * Outside of any scope, arrays belong to the garbage collector.
 *
 * <pre>{@code
 * double loss = StepScope.over(slab).call(() -> model.forward(x).mean().item());
 * }</pre>
 */
public final class StepScope {
  private static final ScopedValue<StepScope> CURRENT = ScopedValue.newInstance();
  private static final StepScope OUTSIDE = new StepScope(null, new Object[0], false);

  private final @Nullable Memory memory;
  private final @Nullable Object[] settings;
  private final boolean closes;

  /** A slab in use from the opening of a scope to its end. */
  static final class Memory {
    private final Slab slab;
    private Slab.@Nullable Mark mark;
    private boolean open;

    Memory(Slab slab) {
      this.slab = slab;
    }

    boolean isOpen() {
      return open;
    }
  }

  private StepScope(@Nullable Memory memory, @Nullable Object[] settings, boolean closes) {
    this.memory = memory;
    this.settings = settings;
    this.closes = closes;
  }

  /** The innermost scope of this thread, or the one that stands for "outside of any scope". */
  public static StepScope current() {
    return CURRENT.isBound() ? CURRENT.get() : OUTSIDE;
  }

  /** A new scope whose arrays live in {@code slab}, with the settings of the current one. */
  public static StepScope over(Slab slab) {
    return new StepScope(new Memory(slab), current().settings, true);
  }

  /** A scope like the current one, but whose new arrays belong to the garbage collector. */
  public static StepScope outside() {
    return new StepScope(null, current().settings, false);
  }

  /** This scope with another value of one setting; it shares this scope's memory. */
  public <T> StepScope with(Setting<T> setting, T value) {
    int length = Math.max(settings.length, setting.index + 1);
    @Nullable Object[] changed = Arrays.copyOf(settings, length);
    changed[setting.index] = value;
    boolean notOpened = memory != null && memory.mark == null;
    return new StepScope(memory, changed, closes && notOpened);
  }

  /** The value of a setting here. */
  @SuppressWarnings("unchecked") // with() is the only writer, and it is typed
  public <T> T get(Setting<T> setting) {
    int index = setting.index;
    Object value = index < settings.length ? settings[index] : null;
    return value == null ? setting.initial.get() : (T) value;
  }

  /** Runs {@code body} inside this scope. */
  public void run(Runnable body) {
    call(() -> {
      body.run();
      return true;
    });
  }

  /**
   * Runs {@code body} inside this scope and gives back its result. Arrays of the scope that are in
   * the result cannot be used any more; {@link NDArray#keep} copies one out.
   *
   * @throws IllegalStateException if this scope is running already or has ended
   */
  public <R, X extends Throwable> R call(CallableOp<? extends R, X> body) throws X {
    if (!closes || memory == null) {
      return ScopedValue.where(CURRENT, this).call(body);
    }
    if (memory.mark != null) {
      throw new IllegalStateException("[scope] a step scope runs once; open a new one");
    }
    var slab = memory.slab;
    var mark = slab.mark();
    var outer = slab.user;
    slab.user = memory;
    memory.mark = mark;
    memory.open = true;
    long word = Subnormals.flush();
    try {
      return ScopedValue.where(CURRENT, this).call(body);
    } finally {
      Subnormals.restore(word);
      memory.open = false;
      slab.user = outer;
      slab.rewind(mark);
    }
  }

  @Nullable Memory memory() {
    return memory;
  }

  /** Uninitialised memory of this scope; zeros outside of any scope. */
  MemorySegment allocate(long bytes) {
    if (memory == null) {
      return Arena.ofAuto().allocate(bytes, Slab.ALIGNMENT);
    }
    if (!memory.open) {
      throw new IllegalStateException("[scope] this step scope has ended; open a new one");
    }
    if (memory.slab.user != memory) {
      throw new IllegalStateException(
          "[scope] another step scope over the same slab is open, inside this one or in another"
              + " thread: it must end first; threads need a slab each");
    }
    return memory.slab.allocate(bytes);
  }
}
