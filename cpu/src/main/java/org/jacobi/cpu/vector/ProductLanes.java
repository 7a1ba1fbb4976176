package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that products compute with, and what is done with one or two of them. There is no
 * function that reads one: compiled by itself before its callers, it would not be inlined into
 * them, and would make each vector on the heap.
 */
final class ProductLanes {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Numbers in a vector. */
  static final int COUNT = SPECIES.length();

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /**
   * Masks of the first 0, 1, 2 … lanes, made once: a mask that is made in a call may be an object.
   */
  private static final List<VectorMask<Float>> FIRST =
      IntStream.rangeClosed(0, COUNT).mapToObj(count -> SPECIES.indexInRange(0, count)).toList();

  private ProductLanes() {}

  /** a · b + c: with one rounding where the processor can, else with two. */
  static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector c) {
    return Lanes.FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }

  /**
   * Copies the first {@code count} numbers from there; what is in the other lanes is not defined. A
   * whole vector is read wherever the segment goes on: a mask would be slower, and near the end of
   * the segment an object.
   */
  static void copyFirst(MemorySegment from, long at, int count, float[] to, int toAt) {
    if (from.byteSize() - at >= 4L * COUNT) {
      FloatVector.fromMemorySegment(SPECIES, from, at, ORDER).intoArray(to, toAt);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from.get(JAVA_FLOAT_UNALIGNED, at + 4L * i);
    }
  }

  /** The first {@code count} lanes, and 0 in the others. */
  static FloatVector keepFirst(FloatVector x, int count) {
    return FloatVector.zero(SPECIES).blend(x, FIRST.get(count));
  }

  /** The mask of the first {@code count} lanes. */
  static VectorMask<Float> first(int count) {
    return FIRST.get(count);
  }

  /** Lane i of the result comes from lane i with that bit turned over. */
  static VectorShuffle<Float> flip(VectorSpecies<Float> species, int bit) {
    return VectorShuffle.fromOp(species, lane -> (lane ^ bit) & (species.length() - 1));
  }

  /** The lanes that have that bit in their number. */
  static VectorMask<Float> having(VectorSpecies<Float> species, int bit) {
    boolean[] lanes = new boolean[species.length()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(species, lanes, 0);
  }
}
