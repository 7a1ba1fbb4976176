package org.jacobi.nn;

import java.util.concurrent.atomic.AtomicLong;
import org.jacobi.array.Setting;
import org.jacobi.tensor.Rng;

/**
 * The random numbers of the current step, from which each layer derives its own by its path. A
 * trainer keys them by (seed, epoch, step, shard). In an own loop say which they are:
 *
 * <pre>{@code
 * StepScope.over(slab).with(Randomness.SETTING, Randomness.of(seed, epoch, step, 0)).run(...)
 * }</pre>
 *
 * <p>Where nothing was said, each request counts up, so that every forward pass drops other units;
 * that is repeatable only as long as one thread computes.
 */
public final class Randomness {
  private static final AtomicLong UNKEYED = new AtomicLong();

  /** The random numbers of the current scope. */
  public static final Setting<Rng> SETTING =
      Setting.of("randomness", () -> Rng.of(0, "unkeyed", UNKEYED.getAndIncrement()));

  private Randomness() {}

  /** The random numbers of one shard of one step. */
  public static Rng of(long seed, int epoch, long step, int shard) {
    return Rng.of(seed, "step", epoch, step, shard);
  }
}
