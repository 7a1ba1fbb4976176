package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
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
      long plain = OneDnn.createMatrixDesc(arena, in, out, leading);
      try {
        var packed = new PackedWeight(out, in, OneDnn.sizeOf(layout.desc()));
        reorder(arena, plain, MatrixProducts.address(weight), layout.desc(), packed.memory);
        return packed;
      } finally {
        OneDnn.destroyMemoryDesc(plain);
        layout.close();
        Reference.reachabilityFence(weight);
      }
    }
  }

  private static void reorder(
      Arena arena, long plain, long weight, long layout, MemorySegment packed) {
    var pointer = arena.allocate(JAVA_LONG);
    long desc = OneDnn.createReorderDesc(pointer, plain, layout);
    long primitive = OneDnn.createPrimitive(pointer, desc);
    long from = OneDnn.createMemory(pointer, plain);
    long to = OneDnn.createMemory(pointer, layout);
    long stream = OneDnn.createStream(pointer);
    OneDnn.setData(from, weight);
    OneDnn.setData(to, packed.address());
    var arguments = arena.allocate(2L * Product.ARGUMENT_BYTES, 8);
    arguments.set(JAVA_INT, 0, OneDnn.ARG_SRC);
    arguments.set(JAVA_LONG, 8, from);
    arguments.set(JAVA_INT, Product.ARGUMENT_BYTES, OneDnn.ARG_DST);
    arguments.set(JAVA_LONG, Product.ARGUMENT_BYTES + 8, to);
    OneDnn.execute(primitive, stream, 2, arguments.address());
    OneDnn.destroyStream(stream);
    OneDnn.destroyMemory(from);
    OneDnn.destroyMemory(to);
    OneDnn.destroyPrimitive(primitive);
    OneDnn.destroyPrimitiveDesc(desc);
  }
}
