package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One number from a run of n neighbouring floats, and what is done with it. As {@link Lanes} says,
 * loops call vectors directly. The order of a sum depends on n alone: four vectors take turns, are
 * added in pairs, and their lanes in halves; runs above {@link #BLOCK} go block by block, whose
 * sums are added in double.
 */
final class RowLoops {
  static final int BLOCK = 4096;
  private static final FloatVector NO_MAX = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
  private static final FloatVector NO_MIN = FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);

  private RowLoops() {}

  /**
   * Σ x. One method on purpose: as two, the compiler took the inner one into that of a whole row,
   * whose parts then were too many for it, and made vectors on the heap.
   */
  static double sum(MemorySegment x, long start, int length) {
    double sum = 0;
    for (int from = 0; from < length; from += BLOCK) {
      long at = start + 4L * from;
      int n = Math.min(BLOCK, length - from);
      FloatVector s0 = FloatVector.zero(FLOATS);
      int i = 0;
      if (n >= 4 * LENGTH) {
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
          s0 = s0.add(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER));
          s1 = s1.add(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * (i + LENGTH), ORDER));
          s2 = s2.add(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * (i + 2 * LENGTH), ORDER));
          s3 = s3.add(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * (i + 3 * LENGTH), ORDER));
        }
        s0 = s0.add(s1).add(s2.add(s3));
      }
      for (; i <= n - LENGTH; i += LENGTH) {
        s0 = s0.add(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER));
      }
      if (i < n) {
        s0 =
            s0.add(
                FloatVector.fromMemorySegment(
                    FLOATS, x, at + 4L * i, ORDER, FLOATS.indexInRange(i, n)));
      }
      sum += Lanes.sum(s0);
    }
    return sum;
  }

  /** The largest, −∞ of none; NaN if one is. */
  static float max(MemorySegment x, long at, int n) {
    var exactX = Exact.of(x);
    IntVector best = Ordered.least();
    IntVector size = Ordered.least();
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v;
      if (i <= n - LENGTH) {
        v = FloatVector.fromMemorySegment(FLOATS, exactX, at + 4L * i, ORDER);
      } else {
        var mask = FLOATS.indexInRange(i, n);
        v = NO_MAX.blend(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER, mask), mask);
      }
      IntVector bits = v.reinterpretAsInts();
      best = best.max(Ordered.key(bits));
      size = size.max(Ordered.size(bits));
    }
    return Lanes.max(Ordered.value(best, size));
  }

  /** The smallest, +∞ of none; NaN if one is. */
  static float min(MemorySegment x, long at, int n) {
    var exactX = Exact.of(x);
    IntVector best = Ordered.most();
    IntVector size = Ordered.least();
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v;
      if (i <= n - LENGTH) {
        v = FloatVector.fromMemorySegment(FLOATS, exactX, at + 4L * i, ORDER);
      } else {
        var mask = FLOATS.indexInRange(i, n);
        v = NO_MIN.blend(FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER, mask), mask);
      }
      IntVector bits = v.reinterpretAsInts();
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
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    FloatVector s = FloatVector.zero(FLOATS);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(
                  FLOATS, x, xAt + 4L * i, ORDER, FLOATS.indexInRange(i, n));
      FloatVector e = VectorMath.exp(v.sub(largest));
      if (whole) {
        e.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
        s = s.add(e);
      } else {
        var mask = FLOATS.indexInRange(i, n);
        e.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
        s = s.add(e, mask);
      }
    }
    return Lanes.sum(s);
  }

  /** Σ e^(x − largest). */
  static float expSum(MemorySegment x, long xAt, float largest, int n) {
    var exactX = Exact.of(x);
    FloatVector s = FloatVector.zero(FLOATS);
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v;
      if (i <= n - LENGTH) {
        v = FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER);
      } else {
        var mask = FLOATS.indexInRange(i, n);
        v =
            NO_MAX.blend(
                FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask),
                mask); // adds 0
      }
      s = s.add(VectorMath.exp(v.sub(largest)));
    }
    return Lanes.sum(s);
  }

  /** y ← y / divisor. */
  static void divide(MemorySegment y, long at, float divisor, int n) {
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactY, at + 4L * i, ORDER)
          .div(divisor)
          .intoMemorySegment(exactY, at + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, y, at + 4L * i, ORDER, mask)
          .div(divisor)
          .intoMemorySegment(y, at + 4L * i, ORDER, mask);
    }
  }

  /** y ← x − a − b. */
  static void subtract(
      MemorySegment x, long xAt, float a, float b, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .sub(a)
          .sub(b)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask)
          .sub(a)
          .sub(b)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
    }
  }

  /** −Σ t (x − a − b), where a t of 0 asks nothing even if x is −∞. */
  static float loss(MemorySegment x, long xAt, float a, float b, MemorySegment t, long tAt, int n) {
    var exactX = Exact.of(x);
    var exactT = Exact.of(t);
    FloatVector s = FloatVector.zero(FLOATS);
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v;
      FloatVector target;
      if (i <= n - LENGTH) {
        v = FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER);
        target = FloatVector.fromMemorySegment(FLOATS, exactT, tAt + 4L * i, ORDER);
      } else {
        var mask = FLOATS.indexInRange(i, n);
        v = FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
        target = FloatVector.fromMemorySegment(FLOATS, t, tAt + 4L * i, ORDER, mask);
      }
      FloatVector term = v.sub(a).sub(b).mul(target);
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
    var exactP = Exact.of(p);
    var exactT = Exact.of(t);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector difference =
          FloatVector.fromMemorySegment(FLOATS, exactP, pAt + 4L * i, ORDER)
              .mul(FloatVector.broadcast(FLOATS, total))
              .add(FloatVector.fromMemorySegment(FLOATS, exactT, tAt + 4L * i, ORDER).neg());
      difference.mul(u).intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector difference =
          FloatVector.fromMemorySegment(FLOATS, p, pAt + 4L * i, ORDER, m)
              .mul(FloatVector.broadcast(FLOATS, total))
              .add(FloatVector.fromMemorySegment(FLOATS, t, tAt + 4L * i, ORDER, m).neg());
      difference.mul(u).intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  /** log of one positive number. */
  static float log(float x) {
    return VectorMath.log(FloatVector.broadcast(FLOATS, x)).lane(0);
  }

  /**
   * Σ (x − centre) and Σ (x − centre)², to be taken apart by {@link #first} and {@link #second}: an
   * object for both would be made on the heap. One method for the reason of {@link #sum}.
   */
  static long moments(MemorySegment x, long start, float centre, int length) {
    double sum = 0;
    double squares = 0;
    for (int from = 0; from < length; from += BLOCK) {
      long at = start + 4L * from;
      int n = Math.min(BLOCK, length - from);
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector q0 = FloatVector.zero(FLOATS);
      FloatVector q1 = FloatVector.zero(FLOATS);
      int i = 0;
      for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
        FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER).sub(centre);
        FloatVector d1 =
            FloatVector.fromMemorySegment(FLOATS, x, at + 4L * (i + LENGTH), ORDER).sub(centre);
        s0 = s0.add(d0);
        s1 = s1.add(d1);
        q0 = d0.mul(d0).add(q0);
        q1 = d1.mul(d1).add(q1);
      }
      s0 = s0.add(s1);
      q0 = q0.add(q1);
      for (; i < n; i += LENGTH) {
        var mask = FLOATS.indexInRange(i, n);
        FloatVector d =
            FloatVector.zero(FLOATS)
                .blend(
                    FloatVector.fromMemorySegment(FLOATS, x, at + 4L * i, ORDER, mask).sub(centre),
                    mask);
        s0 = s0.add(d);
        q0 = d.mul(d).add(q0);
      }
      sum += Lanes.sum(s0);
      squares += Lanes.sum(q0);
    }
    return (long) Float.floatToRawIntBits((float) sum) << 32
        | Float.floatToRawIntBits((float) squares) & 0xFFFFFFFFL;
  }

  static float first(long both) {
    return Float.intBitsToFloat((int) (both >> 32));
  }

  static float second(long both) {
    return Float.intBitsToFloat((int) both);
  }

  /** Σ x y. */
  static double dot(MemorySegment x, long xStart, MemorySegment y, long yStart, int length) {
    double sum = 0;
    for (int from = 0; from < length; from += BLOCK) {
      long xAt = xStart + 4L * from;
      long yAt = yStart + 4L * from;
      int n = Math.min(BLOCK, length - from);
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      int i = 0;
      for (; i <= n - 2 * LENGTH; i += 2 * LENGTH) {
        s0 =
            FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER)
                .mul(FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * i, ORDER))
                .add(s0);
        s1 =
            FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * (i + LENGTH), ORDER)
                .mul(FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * (i + LENGTH), ORDER))
                .add(s1);
      }
      s0 = s0.add(s1);
      for (; i < n; i += LENGTH) {
        var mask = FLOATS.indexInRange(i, n);
        s0 =
            FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask)
                .mul(FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * i, ORDER, mask))
                .add(s0);
      }
      sum += Lanes.sum(s0);
    }
    return sum;
  }

  /** y ← (x − a − b) scale. */
  static void shiftAndScale(
      MemorySegment x, long xAt, float a, float b, float scale, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .sub(a)
          .sub(b)
          .mul(scale)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask)
          .sub(a)
          .sub(b)
          .mul(scale)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
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
    var exactU = Exact.of(u);
    var exactY = Exact.of(y);
    var exactOut = Exact.of(out);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactY, yAt + 4L * i, ORDER)
              .mul(FloatVector.broadcast(FLOATS, -meanUy))
              .add(FloatVector.fromMemorySegment(FLOATS, exactU, uAt + 4L * i, ORDER).sub(meanU));
      d.mul(scale).intoMemorySegment(exactOut, at + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * i, ORDER, m)
              .mul(FloatVector.broadcast(FLOATS, -meanUy))
              .add(FloatVector.fromMemorySegment(FLOATS, u, uAt + 4L * i, ORDER, m).sub(meanU));
      d.mul(scale).intoMemorySegment(out, at + 4L * i, ORDER, m);
    }
  }
}
