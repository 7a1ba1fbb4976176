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
import jdk.incubator.vector.IntVector;
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
    IntVector best = Ordered.least();
    IntVector size = Ordered.least();
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      IntVector bits = get(x, at, i).reinterpretAsInts();
      best = best.max(Ordered.key(bits));
      size = size.max(Ordered.size(bits));
    }
    if (i < n) {
      var mask = rest(i, n);
      IntVector bits = NO_MAX.blend(get(x, at, i, mask), mask).reinterpretAsInts();
      best = best.max(Ordered.key(bits));
      size = size.max(Ordered.size(bits));
    }
    return Lanes.max(Ordered.value(best, size));
  }

  /** The smallest, +∞ of none; NaN if one is. */
  static float min(MemorySegment x, long at, int n) {
    IntVector best = Ordered.most();
    IntVector size = Ordered.least();
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      IntVector bits = get(x, at, i).reinterpretAsInts();
      best = best.min(Ordered.key(bits));
      size = size.max(Ordered.size(bits));
    }
    if (i < n) {
      var mask = rest(i, n);
      IntVector bits = NO_MIN.blend(get(x, at, i, mask), mask).reinterpretAsInts();
      best = best.min(Ordered.key(bits));
      size = size.max(Ordered.size(bits));
    }
    return Lanes.min(Ordered.value(best, size));
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
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      s = s.add(VectorMath.exp(get(x, xAt, i).sub(largest)));
    }
    if (i < n) {
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

  /** t (x − a − b), where a t of 0 asks nothing even if x is −∞. */
  private static FloatVector lossTerm(FloatVector x, float a, float b, FloatVector t) {
    return x.sub(a).sub(b).mul(t).blend(0f, t.compare(VectorOperators.EQ, 0f));
  }

  /** −Σ t (x − a − b). */
  static float loss(MemorySegment x, long xAt, float a, float b, MemorySegment t, long tAt, int n) {
    FloatVector s = zero();
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      s = s.sub(lossTerm(get(x, xAt, i), a, b, get(t, tAt, i)));
    }
    if (i < n) {
      var mask = rest(i, n);
      s = s.sub(lossTerm(get(x, xAt, i, mask), a, b, get(t, tAt, i, mask)));
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

  /** Σ (x − centre). */
  static double sumFrom(MemorySegment x, long at, float centre, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) {
      sum += blockSumFrom(x, at + 4L * i, centre, Math.min(BLOCK, n - i));
    }
    return sum;
  }

  private static float blockSumFrom(MemorySegment x, long at, float centre, int n) {
    FloatVector s0 = zero();
    FloatVector s1 = zero();
    int i = 0;
    for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
      s0 = s0.add(get(x, at, i).sub(centre));
      s1 = s1.add(get(x, at, i + LENGTH).sub(centre));
    }
    s0 = s0.add(s1);
    for (; i < n; i += LENGTH) {
      var mask = rest(i, n);
      s0 = s0.add(zero().blend(get(x, at, i, mask).sub(centre), mask));
    }
    return Lanes.sum(s0);
  }

  /** Σ (x − centre)². */
  static double squaresFrom(MemorySegment x, long at, float centre, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) {
      sum += blockSquaresFrom(x, at + 4L * i, centre, Math.min(BLOCK, n - i));
    }
    return sum;
  }

  private static float blockSquaresFrom(MemorySegment x, long at, float centre, int n) {
    FloatVector s0 = zero();
    FloatVector s1 = zero();
    int i = 0;
    for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
      FloatVector d0 = get(x, at, i).sub(centre);
      FloatVector d1 = get(x, at, i + LENGTH).sub(centre);
      s0 = fma(d0, d0, s0);
      s1 = fma(d1, d1, s1);
    }
    s0 = s0.add(s1);
    for (; i < n; i += LENGTH) {
      var mask = rest(i, n);
      FloatVector d = zero().blend(get(x, at, i, mask).sub(centre), mask);
      s0 = fma(d, d, s0);
    }
    return Lanes.sum(s0);
  }

  /** Σ x y. */
  static double dot(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) {
      sum += blockDot(x, xAt + 4L * i, y, yAt + 4L * i, Math.min(BLOCK, n - i));
    }
    return sum;
  }

  private static float blockDot(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    FloatVector s0 = zero();
    FloatVector s1 = zero();
    int i = 0;
    for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
      s0 = fma(get(x, xAt, i), get(y, yAt, i), s0);
      s1 = fma(get(x, xAt, i + LENGTH), get(y, yAt, i + LENGTH), s1);
    }
    s0 = s0.add(s1);
    for (; i < n; i += LENGTH) {
      var mask = rest(i, n);
      s0 = fma(get(x, xAt, i, mask), get(y, yAt, i, mask), s0);
    }
    return Lanes.sum(s0);
  }

  /** y ← (x − a − b) scale. */
  static void shiftAndScale(
      MemorySegment x, long xAt, float a, float b, float scale, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).sub(a).sub(b).mul(scale), y, yAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      put(get(x, xAt, i, mask).sub(a).sub(b).mul(scale), y, yAt, i, mask);
    }
  }

  /** out ← scale (u − meanU − y meanUy). */
  static void gradient(
      float scale,
      MemorySegment u,
      long uAt,
      float meanU,
      MemorySegment y,
      long yAt,
      float meanUy,
      MemorySegment out,
      long at,
      int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector d = fma(get(y, yAt, i), all(-meanUy), get(u, uAt, i).sub(meanU));
      put(d.mul(scale), out, at, i);
    }
    if (i < n) {
      var m = rest(i, n);
      FloatVector d = fma(get(y, yAt, i, m), all(-meanUy), get(u, uAt, i, m).sub(meanU));
      put(d.mul(scale), out, at, i, m);
    }
  }
}
