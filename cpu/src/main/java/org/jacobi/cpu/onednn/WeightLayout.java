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

  /** The way that is known to gain by it. */
  private static final String WAY = "brg_matmul:avx";

  /** {@link OneDnn#F32} or {@link OneDnn#BF16}: of both factors. */
  final int type;

  private final long primitiveDesc;
  private final String way;

  private WeightLayout(int type, long primitiveDesc, String way) {
    this.type = type;
    this.primitiveDesc = primitiveDesc;
    this.way = way;
  }

  /** In F32 where the processor is not faster with BF16; null if there is nothing to be gained. */
  static @Nullable WeightLayout of(Arena arena, int out, int in, boolean bf16) {
    var chosen = bf16 ? gaining(arena, out, in, OneDnn.BF16) : null;
    return chosen == null ? gaining(arena, out, in, OneDnn.F32) : chosen;
  }

  /** Name of the implementation for a weight in BF16; empty if there is none. */
  static String wayOfBf16(Arena arena, int out, int in) {
    var layout = any(arena, out, in, OneDnn.BF16);
    if (layout == null) {
      return "";
    }
    layout.close();
    return layout.way;
  }

  private static @Nullable WeightLayout gaining(Arena arena, int out, int in, int type) {
    var layout = any(arena, out, in, type);
    if (layout == null || layout.gains()) {
      return layout;
    }
    layout.close();
    return null;
  }

  private boolean gains() {
    return way.startsWith(WAY) && (type == OneDnn.F32 || HalfWay.OF_PROCESSOR.is(way));
  }

  private static @Nullable WeightLayout any(Arena arena, int out, int in, int type) {
    OneDnn.useOneThread(); // also while it is chosen
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
    long made = pointer.get(JAVA_LONG, 0);
    return new WeightLayout(type, made, OneDnn.implementation(pointer, made));
  }

  /** Its description, which lives until {@link #close}. */
  long desc() {
    return OneDnn.memoryDesc(primitiveDesc, OneDnn.QUERY_WEIGHTS);
  }

  void close() {
    OneDnn.destroyPrimitiveDesc(primitiveDesc);
  }
}
