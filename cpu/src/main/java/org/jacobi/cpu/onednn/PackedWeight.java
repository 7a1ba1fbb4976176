package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Precision;
import org.jspecify.annotations.Nullable;

/** A copy of a weight (out × in) in its {@link WeightLayout}, for products in one precision. */
public final class PackedWeight {
  final int out;
  final int in;
  final MemorySegment memory;

  private PackedWeight(int out, int in, long bytes) {
    this.out = out;
    this.in = in;
    this.memory = Arena.ofAuto().allocate(bytes, 64);
  }

  /** Null if oneDNN has no layout for it. */
  static @Nullable PackedWeight of(NDArray weight, long leading, Precision precision) {
    int out = weight.shape().dim(0);
    int in = weight.shape().dim(1);
    try (var arena = Arena.ofConfined()) {
      var layout = WeightLayout.of(arena, out, in, precision == Precision.BF16);
      if (layout == null) {
        return null;
      }
      long plain = OneDnn.createMatrixDesc(arena, OneDnn.F32, in, out, leading);
      try {
        var packed = new PackedWeight(out, in, OneDnn.sizeOf(layout.desc()));
        reorder(
            arena, plain, MatrixProducts.address(weight), layout.desc(), packed.memory.address());
        return packed;
      } finally {
        OneDnn.destroyMemoryDesc(plain);
        layout.close();
        Reference.reachabilityFence(weight);
      }
    }
  }

  private static void reorder(Arena arena, long plain, long weight, long layout, long packed) {
    var reorder = new Reorder(plain, layout);
    try {
      long stream = OneDnn.createStream(arena.allocate(JAVA_LONG));
      reorder.execute(stream, weight, packed);
      OneDnn.destroyStream(stream);
    } finally {
      reorder.close();
    }
  }
}
