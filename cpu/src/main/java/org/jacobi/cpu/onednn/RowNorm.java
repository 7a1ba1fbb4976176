package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A primitive that standardizes each row of a dense rows × n matrix, or its gradient, with its
 * memory objects and its list of arguments, for one thread at a time.
 */
final class RowNorm {
  /** With a scale and a shift of n numbers. */
  static final int SCALED = 1;

  /** The gradients. */
  static final int BACKWARD = 2;

  private static final int MOST_ARGUMENTS = 9;

  long lastUse;

  /** False if oneDNN has nothing faster than plain loops. */
  final boolean supported;

  private final int rows;
  private final int n;
  private final float epsilon;
  private final int flags;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment arguments;
  private int count;
  private long primitive;
  private long scratchBytes;

  RowNorm(int rows, int n, float epsilon, int flags) {
    this.rows = rows;
    this.n = n;
    this.epsilon = epsilon;
    this.flags = flags;
    arguments = arena.allocate((long) Product.ARGUMENT_BYTES * MOST_ARGUMENTS, 8);
    try (var temporary = Arena.ofConfined()) {
      supported = make(temporary);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  boolean matches(int otherRows, int otherN, float otherEpsilon, int otherFlags) {
    return rows == otherRows && n == otherN && epsilon == otherEpsilon && flags == otherFlags;
  }

  private boolean make(Arena temporary) {
    var pointer = temporary.allocate(JAVA_LONG);
    long matrix = OneDnn.createMatrixDesc(temporary, OneDnn.F32, rows, n, n);
    long perRow = OneDnn.createVectorDesc(temporary, rows);
    long perColumn = OneDnn.createVectorDesc(temporary, n);
    boolean scaled = (flags & SCALED) != 0;
    long forward = LayerNormalization.forward(pointer, matrix, perRow, epsilon, scaled);
    long backward = 0;
    try {
      if (forward != 0 && (flags & BACKWARD) != 0) {
        backward = LayerNormalization.backward(pointer, matrix, perRow, epsilon, scaled, forward);
      }
      long chosen = (flags & BACKWARD) != 0 ? backward : forward;
      if (chosen == 0 || !OneDnn.implementation(pointer, chosen).startsWith("jit")) {
        return false;
      }
      primitive = OneDnn.createPrimitive(pointer, chosen);
      for (int argument : LayerNormalization.matrices((flags & BACKWARD) != 0)) {
        add(pointer, argument, matrix);
      }
      add(pointer, OneDnn.ARG_MEAN, perRow);
      add(pointer, OneDnn.ARG_VARIANCE, perRow);
      if (scaled) {
        for (int argument : LayerNormalization.vectors((flags & BACKWARD) != 0)) {
          add(pointer, argument, perColumn);
        }
      }
      long working = OneDnn.memoryDesc(chosen, OneDnn.QUERY_SCRATCHPAD);
      scratchBytes = working == 0 ? 0 : OneDnn.sizeOf(working);
      if (scratchBytes != 0) {
        add(pointer, OneDnn.ARG_SCRATCHPAD, working);
      }
      return true;
    } finally {
      for (long desc : new long[] {forward, backward}) {
        if (desc != 0) {
          OneDnn.destroyPrimitiveDesc(desc);
        }
      }
      for (long desc : new long[] {matrix, perRow, perColumn}) {
        OneDnn.destroyMemoryDesc(desc);
      }
    }
  }

  private void add(MemorySegment pointer, int argument, long memoryDesc) {
    long memory = OneDnn.createMemory(pointer, memoryDesc);
    arguments.set(JAVA_INT, (long) count * Product.ARGUMENT_BYTES, argument);
    arguments.set(JAVA_LONG, (long) count * Product.ARGUMENT_BYTES + 8, memory);
    count++;
  }

  /** Bytes of working memory that {@link #execute} needs. */
  long scratchBytes() {
    return scratchBytes;
  }

  /** Where the i-th argument stands, in the order in which they were added. */
  void set(int i, long address) {
    OneDnn.setData(arguments.get(JAVA_LONG, (long) i * Product.ARGUMENT_BYTES + 8), address);
  }

  void execute(long stream, long scratch) {
    if (scratchBytes != 0) {
      set(count - 1, scratch);
    }
    OneDnn.execute(primitive, stream, count, arguments.address());
  }

  void close() {
    for (int i = 0; i < count; i++) {
      OneDnn.destroyMemory(arguments.get(JAVA_LONG, (long) i * Product.ARGUMENT_BYTES + 8));
    }
    if (primitive != 0) {
      OneDnn.destroyPrimitive(primitive);
    }
    arena.close();
  }
}
