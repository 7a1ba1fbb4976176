package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.all;
import static org.jacobi.cpu.vector.Lanes.fma;
import static org.jacobi.cpu.vector.Lanes.get;
import static org.jacobi.cpu.vector.Lanes.put;
import static org.jacobi.cpu.vector.Lanes.rest;
import static org.jacobi.cpu.vector.Lanes.zero;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * One number from a run of n neighbouring floats, and what is done with it. The order of a sum
 * depends on n alone: four vectors take turns, are added in pairs, and their lanes in halves; runs
 * above {@link #BLOCK} go block by block, whose sums are added in double.
 */
final class RowLoops {
  private static final int BLOCK = 4096;
  private static final FloatVector NO_MAX = all(Float.NEGATIVE_INFINITY);
  private static final FloatVector NO_MIN = all(Float.POSITIVE_INFINITY);

  private RowLoops() {}

  /** Σ x. */
  static double sum(MemorySegment x, long at, int n) {
    if (n <= BLOCK) {
      return blockSum(x, at, n);
    }
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) {
      sum += blockSum(x, at + 4L * i, Math.min(BLOCK, n - i));
    }
    return sum;
  }

  private static float blockSum(MemorySegment x, long at, int n) {
    FloatVector s0 = zero();
    int i = 0;
    if (n >= 4 * LENGTH) {
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
        s0 = s0.add(get(x, at, i));
        s1 = s1.add(get(x, at, i + LENGTH));
        s2 = s2.add(get(x, at, i + 2 * LENGTH));
        s3 = s3.add(get(x, at, i + 3 * LENGTH));
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LENGTH; i += LENGTH) {
      s0 = s0.add(get(x, at, i));
    }
    if (i < n) {
      s0 = s0.add(get(x, at, i, rest(i, n)));
    }
    return Lanes.sum(s0);
  }

  /** The largest, −∞ of none; NaN if one is. */
  static float max(MemorySegment x, long at, int n) {
    FloatVector m0 = NO_MAX;
    FloatVector m1 = NO_MAX;
    int i = 0;
    for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
      m0 = m0.max(get(x, at, i));
      m1 = m1.max(get(x, at, i + LENGTH));
    }
    m0 = m0.max(m1);
    for (; i < n; i += LENGTH) {
      var mask = rest(i, n);
      m0 = m0.max(NO_MAX.blend(get(x, at, i, mask), mask));
    }
    return Lanes.max(m0);
  }

  /** The smallest, +∞ of none; NaN if one is. */
  static float min(MemorySegment x, long at, int n) {
    FloatVector m0 = NO_MIN;
    FloatVector m1 = NO_MIN;
    int i = 0;
    for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
      m0 = m0.min(get(x, at, i));
      m1 = m1.min(get(x, at, i + LENGTH));
    }
    m0 = m0.min(m1);
    for (; i < n; i += LENGTH) {
      var mask = rest(i, n);
      m0 = m0.min(NO_MIN.blend(get(x, at, i, mask), mask));
    }
    return Lanes.min(m0);
  }

  /** The position of the first largest one. */
  static long argmax(MemorySegment x, long at, int n, long step) {
    float best = x.get(JAVA_FLOAT, at);
    int position = 0;
    for (int i = 1; i < n; i++) {
      float candidate = x.get(JAVA_FLOAT, at + i * step);
      if (candidate > best) {
        best = candidate;
        position = i;
      }
    }
    return position;
  }

  /** y ← e^(x − largest); gives Σ y. */
  static float expSum(MemorySegment x, long xAt, float largest, MemorySegment y, long yAt, int n) {
    FloatVector s = zero();
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector e = VectorMath.exp(get(x, xAt, i).sub(largest));
      put(e, y, yAt, i);
      s = s.add(e);
    }
    if (i < n) {
      VectorMask<Float> mask = rest(i, n);
      FloatVector e = VectorMath.exp(get(x, xAt, i, mask).sub(largest));
      put(e, y, yAt, i, mask);
      s = s.add(zero().blend(e, mask));
    }
    return Lanes.sum(s);
  }

  /** Σ e^(x − largest). */
  static float expSum(MemorySegment x, long xAt, float largest, int n) {
    FloatVector s = zero();
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> mask = rest(i, n);
      FloatVector e = VectorMath.exp(get(x, xAt, i, mask).sub(largest));
      s = s.add(zero().blend(e, mask));
    }
    return Lanes.sum(s);
  }

  /** y ← y / divisor. */
  static void divide(MemorySegment y, long at, float divisor, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(y, at, i).div(divisor), y, at, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      put(get(y, at, i, mask).div(divisor), y, at, i, mask);
    }
  }

  /** y ← x − a − b. */
  static void subtract(
      MemorySegment x, long xAt, float a, float b, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).sub(a).sub(b), y, yAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      put(get(x, xAt, i, mask).sub(a).sub(b), y, yAt, i, mask);
    }
  }

  /** −Σ t (x − a − b), where a t of 0 asks nothing even if x is −∞. */
  static float loss(MemorySegment x, long xAt, float a, float b, MemorySegment t, long tAt, int n) {
    FloatVector s = zero();
    for (int i = 0; i < n; i += LENGTH) {
      var mask = rest(i, n);
      FloatVector target = get(t, tAt, i, mask);
      FloatVector term = get(x, xAt, i, mask).sub(a).sub(b).mul(target);
      s = s.sub(term.blend(0f, target.compare(VectorOperators.EQ, 0f)));
    }
    return Lanes.sum(s);
  }

  /** y ← u (p total − t). */
  static void lossGradient(
      float u,
      MemorySegment p,
      long pAt,
      float total,
      MemorySegment t,
      long tAt,
      MemorySegment y,
      long yAt,
      int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector difference = fma(get(p, pAt, i), all(total), get(t, tAt, i).neg());
      put(difference.mul(u), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      FloatVector difference = fma(get(p, pAt, i, m), all(total), get(t, tAt, i, m).neg());
      put(difference.mul(u), y, yAt, i, m);
    }
  }

  /** log of one positive number. */
  static float log(float x) {
    return VectorMath.log(all(x)).lane(0);
  }
}
