package org.jacobi.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a step: off-heap chunks from which arrays are cut by moving an offset, and which {@link
 * StepScope} rewinds when the step ends. Reused from step to step, so a step asks the operating
 * system for nothing once the slab has grown to its size.
 *
 * <p>One thread at a time may use a slab. Its chunks are freed by the garbage collector, unless it
 * was made over an arena.
 */
public final class Slab {
  /** Every array starts at a multiple of this many bytes: a cache line. */
  public static final long ALIGNMENT = 64;

  private static final long SMALLEST_CHUNK = 1L << 20;
  private static final boolean POISON = Slab.class.desiredAssertionStatus();

  private final @Nullable Arena arena;
  private final List<MemorySegment> chunks = new ArrayList<>();
  private int chunk;
  private long offset;
  private long used;
  private long peak;
  private long limit = Long.MAX_VALUE;

  /** Who may cut from this slab: the innermost scope over it. */
  StepScope.@Nullable Memory user;

  /** An empty slab; it grows when it is first used. */
  public Slab() {
    this.arena = null;
  }

  /** A slab whose memory is freed when the arena is closed. */
  public Slab(Arena arena) {
    this.arena = arena;
  }

  /**
   * Asks the operating system for so many bytes at once, so that a slab whose use is known never
   * grows. A slab that holds as much already, or is in use, stays as it is.
   */
  public void reserve(long bytes) {
    if (bytes > bytes() && user == null) {
      chunks.clear();
      chunks.add(newChunk((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT));
    }
  }

  /** Forbids to hold more than so many bytes from the operating system. */
  public void limit(long bytes) {
    limit = bytes;
  }

  /** Position to which {@link #rewind} goes back. */
  record Mark(int chunk, long offset, long used) {}

  Mark mark() {
    return new Mark(chunk, offset, used);
  }

  /**
   * Gives back everything since the mark. With assertions on it is filled with NaN first, so that a
   * kernel that forgets to write a part of its output shows at once.
   */
  void rewind(Mark mark) {
    if (POISON) {
      poison(mark);
    }
    boolean empty = mark.chunk == 0 && mark.offset == 0;
    if (empty && chunks.size() > 1) {
      long total = bytes();
      chunks.clear();
      chunks.add(newChunk(total));
    }
    chunk = mark.chunk;
    offset = mark.offset;
    used = mark.used;
  }

  private void poison(Mark mark) {
    for (int i = mark.chunk; i <= chunk && i < chunks.size(); i++) {
      long from = i == mark.chunk ? mark.offset : 0;
      long to = i == chunk ? offset : chunks.get(i).byteSize();
      // All bits set is a NaN in F32, F64 and BF16, and −1 in the integers.
      chunks.get(i).asSlice(from, to - from).fill((byte) 0xFF);
    }
  }

  /** The next {@code bytes} bytes, aligned to {@link #ALIGNMENT}; their content is not defined. */
  MemorySegment allocate(long bytes) {
    long rounded = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    while (chunk < chunks.size() && chunks.get(chunk).byteSize() - offset < rounded) {
      chunk++;
      offset = 0;
    }
    if (chunk == chunks.size()) {
      grow(rounded);
    }
    var part = chunks.get(chunk).asSlice(offset, bytes);
    offset += rounded;
    used += rounded;
    peak = Math.max(peak, used);
    return part;
  }

  private void grow(long atLeast) {
    long held = bytes();
    long wanted = Math.max(atLeast, Math.max(SMALLEST_CHUNK, held));
    if (wanted > limit - held) {
      wanted = atLeast;
    }
    if (wanted > limit - held) {
      throw new OutOfMemoryError(
          "[memory] the arrays of one step need more than the "
              + limit
              + " bytes that are allowed to a thread: allow more memory, or take smaller batches");
    }
    chunks.add(newChunk(wanted));
  }

  private MemorySegment newChunk(long bytes) {
    var owner = arena == null ? Arena.ofAuto() : arena;
    var segment = owner.allocate(bytes, ALIGNMENT);
    if (POISON) {
      segment.fill((byte) 0xFF);
    }
    return segment;
  }

  /** Bytes held from the operating system. */
  public long bytes() {
    long total = 0;
    for (var segment : chunks) {
      total += segment.byteSize();
    }
    return total;
  }

  /** The most bytes that arrays took up at once, each rounded up to {@link #ALIGNMENT}. */
  public long peakBytes() {
    return peak;
  }
}
