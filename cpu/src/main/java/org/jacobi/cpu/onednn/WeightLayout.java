package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * The layout and type that a weight (out × in) has in oneDNN if it may choose. It is the layout for
 * {@value #ROWS} rows, which serves other numbers of rows too, and follows from the lengths, the
 * precision and the processor.
 */
final class WeightLayout {
  private static final int ROWS = 64;

  /** The ways that are known to gain by it. Without AMX, products of BF16 are the slower ones. */
  private static final String WAY = "brg_matmul:avx";

  private static final String WAY_OF_BF16 = "amx";

  /** {@link OneDnn#F32} or {@link OneDnn#BF16}: of both factors. */
  final int type;

  private final long primitiveDesc;

  private WeightLayout(int type, long primitiveDesc) {
    this.type = type;
    this.primitiveDesc = primitiveDesc;
  }

  /** In F32 where the processor is not faster with BF16; null if there is nothing to be gained. */
  static @Nullable WeightLayout of(Arena arena, int out, int in, boolean bf16) {
    OneDnn.useOneThread(); // also while it is chosen
    var chosen = bf16 ? of(arena, out, in, OneDnn.BF16) : null;
    return chosen == null ? of(arena, out, in, OneDnn.F32) : chosen;
  }

  private static @Nullable WeightLayout of(Arena arena, int out, int in, int type) {
    var pointer = arena.allocate(JAVA_LONG);
    long x = OneDnn.createMatrixDesc(arena, type, ROWS, in, in);
    long weight = OneDnn.createOpenDesc(arena, type, in, out);
    long y = OneDnn.createMatrixDesc(arena, OneDnn.F32, ROWS, out, out);
    long attributes = OneDnn.createAttributes(pointer, false, false);
    int status = OneDnn.createMatmulDesc(pointer, x, weight, 0, y, attributes);
    OneDnn.destroyAttributes(attributes);
    for (long desc : new long[] {x, weight, y}) {
      OneDnn.destroyMemoryDesc(desc);
    }
    if (status != OneDnn.SUCCESS) {
      return null;
    }
    var layout = new WeightLayout(type, pointer.get(JAVA_LONG, 0));
    var way = OneDnn.implementation(pointer, layout.primitiveDesc);
    if (way.startsWith(WAY) && (type == OneDnn.F32 || way.endsWith(WAY_OF_BF16))) {
      return layout;
    }
    layout.close();
    return null;
  }

  /** Its description, which lives until {@link #close}. */
  long desc() {
    return OneDnn.memoryDesc(primitiveDesc, OneDnn.QUERY_WEIGHTS);
  }

  void close() {
    OneDnn.destroyPrimitiveDesc(primitiveDesc);
  }
}
