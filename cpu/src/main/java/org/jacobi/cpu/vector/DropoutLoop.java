package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The masks of dropout: many blocks of {@link org.jacobi.kernel.Philox} at once, one in each lane
 * of 64 bits. Only the lower half of a lane counts; what lies above is cut off where it matters.
 */
final class DropoutLoop {
  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, Lanes.FLOATS.vectorShape());
  private static final int BLOCKS = LONGS.length();
  private static final long LOW = 0xFFFFFFFFL;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final LongVector COUNT = LongVector.zero(LONGS).addIndex(1);

  /** First and second halves of two vectors, interleaved: a₀ b₀ a₁ b₁ and so on. */
  private static final VectorShuffle<Long> FIRST = VectorShuffle.fromOp(LONGS, i -> i / 2);

  private static final VectorShuffle<Long> SECOND =
      VectorShuffle.fromOp(LONGS, i -> BLOCKS / 2 + i / 2);
  private static final VectorMask<Long> ODD =
      VectorMask.fromLong(LONGS, 0xAAAAAAAAAAAAAAAAL & (BLOCKS == 64 ? -1L : (1L << BLOCKS) - 1));

  private DropoutLoop() {}

  /** y ← 0 with probability p, else 1 / (1 − p). */
  static void fill(long key, double p, MemorySegment y, long at, int n) {
    // u < p for u = k / 2²⁴ says the same as k < ⌈p · 2²⁴⌉.
    int limit = (int) Math.ceil(p * 0x1p24);
    float scale = (float) (1 / (1 - p));
    // Both factors are seen to have 32 bits: the compiler then takes the faster multiplication.
    LongVector m0 = LongVector.broadcast(LONGS, MULTIPLIER_0).and(LOW);
    LongVector m1 = LongVector.broadcast(LONGS, MULTIPLIER_1).and(LOW);
    for (int i = 0; i < n; i += 4 * BLOCKS) {
      LongVector c0 = COUNT.add(i >>> 2);
      LongVector c1 = LongVector.zero(LONGS);
      LongVector c2 = c1;
      LongVector c3 = c1;
      int k0 = (int) key;
      int k1 = (int) (key >>> 32);
      for (int round = 0; round < ROUNDS; round++) {
        LongVector p0 = c0.and(LOW).mul(m0);
        LongVector p1 = c2.and(LOW).mul(m1);
        c0 = xor(p1.lanewise(VectorOperators.LSHR, 32), c1, k0 & LOW);
        c2 = xor(p0.lanewise(VectorOperators.LSHR, 32), c3, k1 & LOW);
        c1 = p1;
        c3 = p0;
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      LongVector left = pair(c0, c1);
      LongVector right = pair(c2, c3);
      store(interleave(left, right, FIRST), limit, scale, y, at, i, n);
      store(interleave(left, right, SECOND), limit, scale, y, at, i + 2 * BLOCKS, n);
    }
  }

  private static LongVector xor(LongVector a, LongVector b, long c) {
    return a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.XOR, c);
  }

  private static LongVector pair(LongVector low, LongVector high) {
    return low.and(LOW).or(high.lanewise(VectorOperators.LSHL, 32));
  }

  private static LongVector interleave(LongVector a, LongVector b, VectorShuffle<Long> half) {
    return a.rearrange(half).blend(b.rearrange(half), ODD);
  }

  /** Writes the numbers for as many words, as far as there is room. */
  private static void store(
      LongVector words, int limit, float scale, MemorySegment y, long at, int i, int n) {
    var drop =
        words
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHR, 8)
            .compare(VectorOperators.LT, limit)
            .cast(Lanes.FLOATS);
    var value = FloatVector.broadcast(FLOATS, scale).blend(0f, drop);
    if (i <= n - LENGTH) {
      value.intoMemorySegment(y, at + 4L * i, ORDER);
    } else if (i < n) {
      value.intoMemorySegment(y, at + 4L * i, ORDER, FLOATS.indexInRange(i, n));
    }
  }
}
