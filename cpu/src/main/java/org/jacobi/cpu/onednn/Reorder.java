package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Copies a matrix to another layout or type, for one thread at a time. */
final class Reorder {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment arguments = arena.allocate(3L * Product.ARGUMENT_BYTES, 8);
  private final long primitive;
  private final long source;
  private final long target;
  private final long scratch;

  /** From and to memory of these descriptions, which need not live on. */
  Reorder(long from, long to) {
    var pointer = arena.allocate(JAVA_LONG);
    long desc = OneDnn.createReorderDesc(pointer, from, to);
    primitive = OneDnn.createPrimitive(pointer, desc);
    long working = OneDnn.memoryDesc(desc, OneDnn.QUERY_SCRATCHPAD);
    long bytes = working == 0 ? 0 : OneDnn.sizeOf(working);
    scratch = bytes == 0 ? 0 : OneDnn.createMemory(pointer, working);
    OneDnn.destroyPrimitiveDesc(desc);
    source = OneDnn.createMemory(pointer, from);
    target = OneDnn.createMemory(pointer, to);
    arguments.set(JAVA_INT, 0, OneDnn.ARG_SRC);
    arguments.set(JAVA_LONG, 8, source);
    arguments.set(JAVA_INT, Product.ARGUMENT_BYTES, OneDnn.ARG_DST);
    arguments.set(JAVA_LONG, Product.ARGUMENT_BYTES + 8, target);
    if (scratch != 0) {
      OneDnn.setData(scratch, arena.allocate(bytes, 64).address());
      arguments.set(JAVA_INT, 2L * Product.ARGUMENT_BYTES, OneDnn.ARG_SCRATCHPAD);
      arguments.set(JAVA_LONG, 2L * Product.ARGUMENT_BYTES + 8, scratch);
    }
  }

  void execute(long stream, long from, long to) {
    OneDnn.setData(source, from);
    OneDnn.setData(target, to);
    OneDnn.execute(primitive, stream, scratch == 0 ? 2 : 3, arguments.address());
  }

  void close() {
    OneDnn.destroyMemory(source);
    OneDnn.destroyMemory(target);
    if (scratch != 0) {
      OneDnn.destroyMemory(scratch);
    }
    OneDnn.destroyPrimitive(primitive);
    arena.close();
  }
}
