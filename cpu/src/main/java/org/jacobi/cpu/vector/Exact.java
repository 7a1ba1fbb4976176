package org.jacobi.cpu.vector;

import java.lang.foreign.MemorySegment;

/**
 * Segments whose class the compiler knows. All loops read and write vectors through the same
 * methods of the Vector API, and the kinds of segments that those have met are remembered there,
 * for all callers. While it is interpreted, the Vector API itself brings another kind: it carries
 * vectors that are reinterpreted through an array of bytes. From then on a compiled loop asks for
 * the kind of segment at each vector and leaves all checks of bounds inside: six times slower where
 * the numbers are in the first-level cache.
 *
 * <p>For whole vectors in loops only. The masked end takes the segment itself: what is passed to a
 * method that is not inlined becomes an object on the heap.
 */
final class Exact {
  private Exact() {}

  /** The same memory as a new object: made in the loop's method, so that its class is known. */
  static MemorySegment of(MemorySegment segment) {
    return segment.asSlice(0);
  }
}
