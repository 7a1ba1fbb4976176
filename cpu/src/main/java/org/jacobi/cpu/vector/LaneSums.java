package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.COUNT;
import static org.jacobi.cpu.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Adds up the lanes of eight vectors at once. In each step lanes half as far apart are added: l and
 * l + L/2, then l + L/4, down to neighbours.
 *
 * <p>{@code reduceLanes} has no fixed order: it gives other bits interpreted than compiled.
 */
final class LaneSums {
  private static final int FAR = COUNT / 2;
  private static final int NEAR = Math.max(1, COUNT / 4);
  private static final int NEXT = Math.max(1, COUNT / 8);
  private static final VectorShuffle<Float> FLIP_FAR = Lanes.flip(SPECIES, FAR);
  private static final VectorShuffle<Float> FLIP_NEAR = Lanes.flip(SPECIES, NEAR);
  private static final VectorShuffle<Float> FLIP_NEXT = Lanes.flip(SPECIES, NEXT);
  private static final VectorShuffle<Float> FLIP_ONE = Lanes.flip(SPECIES, 1);
  private static final VectorMask<Float> HAVING_FAR = Lanes.having(SPECIES, FAR);
  private static final VectorMask<Float> HAVING_NEAR = Lanes.having(SPECIES, NEAR);
  private static final VectorMask<Float> HAVING_NEXT = Lanes.having(SPECIES, NEXT);
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % COUNT);

  private LaneSums() {}

  /**
   * The sums of the eight vectors in {@code lanes} to {@code sums[to]} to {@code sums[to + 7]}, and
   * something more behind them: a whole vector is written.
   */
  static void store(float[] lanes, float[] sums, int to) {
    var s0 = FloatVector.fromArray(SPECIES, lanes, 0);
    var s1 = FloatVector.fromArray(SPECIES, lanes, COUNT);
    var s2 = FloatVector.fromArray(SPECIES, lanes, 2 * COUNT);
    var s3 = FloatVector.fromArray(SPECIES, lanes, 3 * COUNT);
    var s4 = FloatVector.fromArray(SPECIES, lanes, 4 * COUNT);
    var s5 = FloatVector.fromArray(SPECIES, lanes, 5 * COUNT);
    var s6 = FloatVector.fromArray(SPECIES, lanes, 6 * COUNT);
    var s7 = FloatVector.fromArray(SPECIES, lanes, 7 * COUNT);
    if (COUNT == 4) {
      merge(
              merge(s0, s2, HAVING_FAR, FLIP_FAR),
              merge(s1, s3, HAVING_FAR, FLIP_FAR),
              HAVING_NEAR,
              FLIP_NEAR)
          .intoArray(sums, to);
      merge(
              merge(s4, s6, HAVING_FAR, FLIP_FAR),
              merge(s5, s7, HAVING_FAR, FLIP_FAR),
              HAVING_NEAR,
              FLIP_NEAR)
          .intoArray(sums, to + 4);
      return;
    }
    var even =
        merge(
            merge(s0, s4, HAVING_FAR, FLIP_FAR),
            merge(s2, s6, HAVING_FAR, FLIP_FAR),
            HAVING_NEAR,
            FLIP_NEAR);
    var odd =
        merge(
            merge(s1, s5, HAVING_FAR, FLIP_FAR),
            merge(s3, s7, HAVING_FAR, FLIP_FAR),
            HAVING_NEAR,
            FLIP_NEAR);
    var all = merge(even, odd, HAVING_NEXT, FLIP_NEXT);
    if (COUNT == 16) {
      all = all.add(all.rearrange(FLIP_ONE)).rearrange(EVEN);
    }
    all.intoArray(sums, to);
  }

  /** Lanes of a without the bit, lanes of b with it, each with its partner across it added. */
  private static FloatVector merge(
      FloatVector a, FloatVector b, VectorMask<Float> having, VectorShuffle<Float> flip) {
    return a.blend(b, having).add(b.blend(a, having).rearrange(flip));
  }
}
