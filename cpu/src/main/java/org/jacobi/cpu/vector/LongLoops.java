package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.DOUBLES;
import static org.jacobi.cpu.vector.Lanes.HALF;
import static org.jacobi.cpu.vector.Lanes.HALVES;
import static org.jacobi.cpu.vector.Lanes.ORDER;
import static org.jacobi.cpu.vector.Lanes.allWide;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Loops of functions with two polynomials, in double as {@link WideMath}. The compiler stops to
 * inline methods of ours after some fifty vector operations, and vectors that are passed to a call
 * are made on the heap; so behind the exponential these loops call methods of vectors only.
 */
final class LongLoops {
  private static final DoubleVector ONE = allWide(1);

  private static final DoubleVector LOG_0 = allWide(-0.5000000000445634);
  private static final DoubleVector LOG_1 = allWide(0.33333333619653827);
  private static final DoubleVector LOG_2 = allWide(-0.24999997692993609);
  private static final DoubleVector LOG_3 = allWide(0.19999941130866822);
  private static final DoubleVector LOG_4 = allWide(-0.16666823826926574);
  private static final DoubleVector LOG_5 = allWide(0.14289164800185855);
  private static final DoubleVector LOG_6 = allWide(-0.1249823881958088);
  private static final DoubleVector LOG_7 = allWide(0.11028403306854524);
  private static final DoubleVector LOG_8 = allWide(-0.0993614137651327);
  private static final DoubleVector LOG_9 = allWide(0.09923879802924102);
  private static final DoubleVector LOG_10 = allWide(-0.09771449356382762);
  private static final DoubleVector LOG_11 = allWide(0.053931296078182256);
  private static final double SQRT2_LESS_1 = 0.41421356237309503;
  private static final double LN2 = 0.6931471805599453;

  private static final DoubleVector ERF_0 = allWide(1.1283791670946768);
  private static final DoubleVector ERF_1 = allWide(-0.3761263888963531);
  private static final DoubleVector ERF_2 = allWide(0.11283791308604582);
  private static final DoubleVector ERF_3 = allWide(-0.026866133235095593);
  private static final DoubleVector ERF_4 = allWide(0.005223783477189248);
  private static final DoubleVector ERF_5 = allWide(-0.0008542637997087229);
  private static final DoubleVector ERF_6 = allWide(0.0001195656256820733);
  private static final DoubleVector ERF_7 = allWide(-1.3909340021874599e-05);
  private static final DoubleVector ERF_8 = allWide(1.058938064107502e-06);
  private static final double ERFC_CENTRE = 2.5;
  private static final double ERFC_LIMIT = 16;
  private static final DoubleVector ERFC_0 = allWide(1.0540318203064571);
  private static final DoubleVector ERFC_1 = allWide(-0.80465184941296);
  private static final DoubleVector ERFC_2 = allWide(0.45391411676608556);
  private static final DoubleVector ERFC_3 = allWide(-0.1712511472108358);
  private static final DoubleVector ERFC_4 = allWide(0.02836154204377484);
  private static final DoubleVector ERFC_5 = allWide(0.008393077697177906);
  private static final DoubleVector ERFC_6 = allWide(-0.0048186602998613005);
  private static final DoubleVector ERFC_7 = allWide(-0.00043941329894663604);
  private static final DoubleVector ERFC_8 = allWide(0.0007018847035840214);
  private static final DoubleVector ERFC_9 = allWide(5.876035569936013e-05);
  private static final DoubleVector ERFC_10 = allWide(-0.00011005968546839455);
  private static final DoubleVector ERFC_11 = allWide(-1.940698723428142e-05);
  private static final DoubleVector ERFC_12 = allWide(1.4359996899959591e-05);
  private static final DoubleVector ERFC_13 = allWide(4.9826986963738415e-06);
  private static final double SQRT_HALF = 0.7071067811865476;

  private LongLoops() {}

  /** y ← max(x, 0) + log(1 + e^(−|x|)). */
  static void softplus(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      DoubleVector e = WideMath.exp(v.lanewise(VectorOperators.ABS).neg());
      // log(1 + e) by a polynomial in f, where 1 + f is 1 + e or half of it.
      VectorMask<Double> large = e.compare(VectorOperators.GT, SQRT2_LESS_1);
      DoubleVector f = e.blend(e.sub(1).mul(0.5), large); // (1 + x) / 2 − 1
      DoubleVector p = f.fma(LOG_11, LOG_10);
      p = p.fma(f, LOG_9);
      p = p.fma(f, LOG_8);
      p = p.fma(f, LOG_7);
      p = p.fma(f, LOG_6);
      p = p.fma(f, LOG_5);
      p = p.fma(f, LOG_4);
      p = p.fma(f, LOG_3);
      p = p.fma(f, LOG_2);
      p = p.fma(f, LOG_1);
      p = p.fma(f, LOG_0);
      DoubleVector log = f.mul(f).fma(p, f);
      log = log.blend(log.add(LN2), large);
      DoubleVector result = v.blend(0, v.compare(VectorOperators.LE, 0)).add(log);
      FloatVector rounded = (FloatVector) result.castShape(HALVES, 0);
      if (whole) {
        rounded.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        rounded.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  /**
   * y ← x Φ(x), or erf x. With z = |x| / √2, or |x|, erfc z is e^(−z²) / (z + c) times a polynomial
   * in (z − c) / (z + c).
   */
  static void normal(boolean gelu, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    double scale = gelu ? SQRT_HALF : 1;
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      DoubleVector z = v.lanewise(VectorOperators.ABS).mul(scale);
      z = z.blend(ERFC_LIMIT, z.compare(VectorOperators.GT, ERFC_LIMIT));
      DoubleVector e = WideMath.exp(z.mul(z).neg());
      DoubleVector inverse = ONE.div(z.add(ERFC_CENTRE));
      DoubleVector t = z.sub(ERFC_CENTRE).mul(inverse);
      DoubleVector p = t.fma(ERFC_13, ERFC_12);
      p = p.fma(t, ERFC_11);
      p = p.fma(t, ERFC_10);
      p = p.fma(t, ERFC_9);
      p = p.fma(t, ERFC_8);
      p = p.fma(t, ERFC_7);
      p = p.fma(t, ERFC_6);
      p = p.fma(t, ERFC_5);
      p = p.fma(t, ERFC_4);
      p = p.fma(t, ERFC_3);
      p = p.fma(t, ERFC_2);
      p = p.fma(t, ERFC_1);
      p = p.fma(t, ERFC_0);
      DoubleVector tail = e.mul(p.mul(inverse));
      DoubleVector result;
      if (gelu) {
        VectorMask<Double> positive = v.compare(VectorOperators.GT, 0);
        result = v.mul(0.5).mul(tail.blend(tail.neg().add(2), positive));
        result = result.blend(0, v.compare(VectorOperators.EQ, Double.NEGATIVE_INFINITY));
      } else {
        DoubleVector s = v.mul(v);
        DoubleVector q = s.fma(ERF_8, ERF_7);
        q = q.fma(s, ERF_6);
        q = q.fma(s, ERF_5);
        q = q.fma(s, ERF_4);
        q = q.fma(s, ERF_3);
        q = q.fma(s, ERF_2);
        q = q.fma(s, ERF_1);
        DoubleVector far = ONE.sub(tail);
        far = far.blend(far.neg(), v.compare(VectorOperators.LT, 0));
        result = far.blend(q.fma(s, ERF_0).mul(v), z.compare(VectorOperators.LT, 1));
      }
      FloatVector rounded = (FloatVector) result.castShape(HALVES, 0);
      if (whole) {
        rounded.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        rounded.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }
}
