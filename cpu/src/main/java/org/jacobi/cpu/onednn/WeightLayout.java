package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * The layout that oneDNN chooses for a weight (out × in) if it may. It is the one for {@value
 * #ROWS} rows, which serves other numbers of rows too, and follows from the lengths and the
 * precision.
 */
final class WeightLayout {
  private static final int ROWS = 64;

  private final long primitiveDesc;

  private WeightLayout(long primitiveDesc) {
    this.primitiveDesc = primitiveDesc;
  }

  /** Null if oneDNN cannot multiply by such a weight. */
  static @Nullable WeightLayout of(Arena arena, int out, int in, boolean bf16) {
    OneDnn.useOneThread();
    var pointer = arena.allocate(JAVA_LONG);
    int type = bf16 ? OneDnn.BF16 : OneDnn.F32;
    long x = OneDnn.createMatrixDesc(arena, type, ROWS, in, in);
    long weight = OneDnn.createOpenDesc(arena, type, in, out);
    long y = OneDnn.createMatrixDesc(arena, OneDnn.F32, ROWS, out, out);
    long attributes = OneDnn.createAttributes(pointer, false, false);
    int status = OneDnn.createMatmulDesc(pointer, x, weight, 0, y, attributes);
    OneDnn.destroyAttributes(attributes);
    for (long desc : new long[] {x, weight, y}) {
      OneDnn.destroyMemoryDesc(desc);
    }
    return status == OneDnn.SUCCESS ? new WeightLayout(pointer.get(JAVA_LONG, 0)) : null;
  }

  /** Its description, which lives until {@link #close}. */
  long desc() {
    return OneDnn.memoryDesc(primitiveDesc, OneDnn.QUERY_WEIGHTS);
  }

  void close() {
    OneDnn.destroyPrimitiveDesc(primitiveDesc);
  }
}
