package org.jacobi.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.ParamStore;
import org.jspecify.annotations.Nullable;

/**
 * A gradient slab for each shard, and their sum. The first shard's slab is that of the model, where
 * the sum ends up.
 */
final class ShardGradients {
  private final ParamStore store;
  private final List<NDArray> slabs = new ArrayList<>();
  private final List<ParamStore.SlabSink> sinks = new ArrayList<>();

  ShardGradients(ParamStore store) {
    this.store = store;
  }

  /** Makes the slabs for so many shards. */
  void prepare(int shards) {
    while (slabs.size() < shards) {
      var slab = slabs.isEmpty() ? store.gradients() : store.newSlab();
      slabs.add(slab.fill(0)); // the gaps between parameters stay 0
      sinks.add(store.sinkInto(slab));
    }
  }

  /** Where the gradients of a shard go, with nothing written yet. */
  ParamStore.SlabSink sink(int shard) {
    var sink = sinks.get(shard);
    sink.restart();
    return sink;
  }

  /**
   * Adds up the positions {@code from ≤ i < to} of all slabs in the first one: slab i + 2ᵏ to slab
   * i for i = 0, 2ᵏ⁺¹, 2·2ᵏ⁺¹, …, for k = 0, 1, …: a fixed tree.
   */
  void sum(int shards, int from, int to) {
    sumInto(shards, from, to, part(0, from, to));
  }

  /**
   * The same sum for a reader who needs it once: it stands in {@code room}, which stays in the
   * cache, where writing the slab would cost memory traffic; in the slab itself if there is one
   * shard.
   *
   * @param room as many numbers or more, to be overwritten; not needed for one shard
   */
  NDArray summed(int shards, int from, int to, @Nullable NDArray room) {
    if (shards == 1) {
      return part(0, from, to);
    }
    var sum = Objects.requireNonNull(room, "room for a sum").slice(0, 0, to - from);
    sumInto(shards, from, to, sum);
    return sum;
  }

  private NDArray part(int slab, int from, int to) {
    return slabs.get(slab).slice(0, from, to);
  }

  /** The last addition of the tree writes to {@code out}. */
  private void sumInto(int shards, int from, int to, NDArray out) {
    var kernels = Kernels.current();
    for (int step = 1; step < shards; step *= 2) {
      for (int i = 0; i + step < shards; i += 2 * step) {
        var left = part(i, from, to);
        boolean last = 2 * step >= shards;
        kernels.binary(BinaryFn.ADD, left, part(i + step, from, to), last ? out : left);
      }
    }
  }
}
