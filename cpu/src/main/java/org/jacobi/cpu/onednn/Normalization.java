package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A primitive that standardizes each row, or each column, of a dense rows × n matrix, or its
 * gradient, with its memory objects and its list of arguments, for one thread at a time.
 */
final class Normalization {
  /** With a scale and a shift of n numbers. */
  static final int SCALED = 1;

  /** The gradients. */
  static final int BACKWARD = 2;

  /** Each column, in place of each row. */
  static final int COLUMNS = 4;

  private static final int MOST_ARGUMENTS = 9;
  private static final int[] MATRICES = {OneDnn.ARG_SRC, OneDnn.ARG_DST};
  private static final int[] BACKWARD_MATRICES = {
    OneDnn.ARG_DIFF_DST, OneDnn.ARG_SRC, OneDnn.ARG_DIFF_SRC
  };
  private static final int[] VECTORS = {OneDnn.ARG_SCALE, OneDnn.ARG_SHIFT};
  private static final int[] BACKWARD_VECTORS = {
    OneDnn.ARG_SCALE, OneDnn.ARG_DIFF_SCALE, OneDnn.ARG_DIFF_SHIFT
  };

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

  Normalization(int rows, int n, float epsilon, int flags) {
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
    boolean columns = (flags & COLUMNS) != 0;
    boolean scaled = (flags & SCALED) != 0;
    boolean gradients = (flags & BACKWARD) != 0;
    var functions = NormalizationFunctions.of(columns);
    long forward = functions.forward(pointer, matrix, perRow, epsilon, scaled);
    long backward = 0;
    try {
      if (forward != 0 && gradients) {
        backward = functions.backward(pointer, matrix, perRow, epsilon, scaled, forward);
      }
      long chosen = gradients ? backward : forward;
      if (chosen == 0 || !OneDnn.implementation(pointer, chosen).contains("jit")) {
        return false;
      }
      primitive = OneDnn.createPrimitive(pointer, chosen);
      for (int argument : gradients ? BACKWARD_MATRICES : MATRICES) {
        add(pointer, argument, matrix);
      }
      add(pointer, OneDnn.ARG_MEAN, columns ? perColumn : perRow);
      add(pointer, OneDnn.ARG_VARIANCE, columns ? perColumn : perRow);
      if (scaled) {
        for (int argument : gradients ? BACKWARD_VECTORS : VECTORS) {
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
