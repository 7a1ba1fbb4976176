package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;

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
  private static final VectorShuffle<Float> FLIP_FAR = ProductLanes.flip(SPECIES, FAR);
  private static final VectorShuffle<Float> FLIP_NEAR = ProductLanes.flip(SPECIES, NEAR);
  private static final VectorShuffle<Float> FLIP_NEXT = ProductLanes.flip(SPECIES, NEXT);
  private static final VectorShuffle<Float> FLIP_ONE = ProductLanes.flip(SPECIES, 1);
  private static final VectorMask<Float> HAVING_FAR = ProductLanes.having(SPECIES, FAR);
  private static final VectorMask<Float> HAVING_NEAR = ProductLanes.having(SPECIES, NEAR);
  private static final VectorMask<Float> HAVING_NEXT = ProductLanes.having(SPECIES, NEXT);
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % COUNT);

  private LaneSums() {}

  /**
   * The sums of each of {@code 8 · groups} vectors, which stand one behind the other in {@code
   * lanes}, to {@code sums}; a part of a vector of something more is written behind them.
   *
   * <p>One long method on purpose, of more than 325 bytes of code: the compiler must not inline it,
   * for in a caller with other vectors it would come to its limit of nodes and make objects.
   */
  static void store(float[] lanes, int groups, float[] sums) {
    if (COUNT != 8 && COUNT != 16) {
      for (int i = 0; i < 8 * groups; i++) {
        for (int half = COUNT / 2; half > 0; half /= 2) {
          for (int l = 0; l < half; l++) {
            lanes[i * COUNT + l] += lanes[i * COUNT + half + l];
          }
        }
        sums[i] = lanes[i * COUNT];
      }
      return;
    }
    for (int g = 0; g < groups; g++) {
      int at = g * 8 * COUNT;
      var s0 = FloatVector.fromArray(SPECIES, lanes, at);
      var s1 = FloatVector.fromArray(SPECIES, lanes, at + COUNT);
      var s2 = FloatVector.fromArray(SPECIES, lanes, at + 2 * COUNT);
      var s3 = FloatVector.fromArray(SPECIES, lanes, at + 3 * COUNT);
      var s4 = FloatVector.fromArray(SPECIES, lanes, at + 4 * COUNT);
      var s5 = FloatVector.fromArray(SPECIES, lanes, at + 5 * COUNT);
      var s6 = FloatVector.fromArray(SPECIES, lanes, at + 6 * COUNT);
      var s7 = FloatVector.fromArray(SPECIES, lanes, at + 7 * COUNT);
      var far04 = merge(s0, s4, HAVING_FAR, FLIP_FAR);
      var far15 = merge(s1, s5, HAVING_FAR, FLIP_FAR);
      var far26 = merge(s2, s6, HAVING_FAR, FLIP_FAR);
      var far37 = merge(s3, s7, HAVING_FAR, FLIP_FAR);
      var even = merge(far04, far26, HAVING_NEAR, FLIP_NEAR);
      var odd = merge(far15, far37, HAVING_NEAR, FLIP_NEAR);
      var all = merge(even, odd, HAVING_NEXT, FLIP_NEXT);
      if (COUNT == 16) {
        all = all.add(all.rearrange(FLIP_ONE)).rearrange(EVEN);
      }
      all.intoArray(sums, 8 * g);
    }
  }

  /**
   * ProductLanes of a without the bit, lanes of b with it, each with its partner across it added.
   */
  private static FloatVector merge(
      FloatVector a, FloatVector b, VectorMask<Float> having, VectorShuffle<Float> flip) {
    return a.blend(b, having).add(b.blend(a, having).rearrange(flip));
  }
}
