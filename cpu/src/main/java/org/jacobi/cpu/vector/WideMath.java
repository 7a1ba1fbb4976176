package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.allWide;
import static org.jacobi.cpu.vector.Lanes.fma;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions that need more digits inside than a float has, computed in double with polynomials just
 * long enough for a float: relative errors below 2⁻²⁸, so that the rounded result is within 1 ulp.
 * The polynomials interpolate at Chebyshev nodes.
 */
final class WideMath {
  private static final DoubleVector ONE = allWide(1);
  private static final DoubleVector MINUS_HALF = allWide(-0.5);
  private static final DoubleVector TWO = allWide(2);
  private static final DoubleVector GELU_CUBIC = allWide(0.044715);
  private static final DoubleVector LOG2_E = allWide(1.4426950408889634);
  private static final DoubleVector MINUS_LN2_HIGH = allWide(-0.6931471805582987); // 36 bits
  private static final DoubleVector MINUS_LN2_LOW = allWide(-1.6465949582897082e-12);
  private static final DoubleVector ROUNDER =
      allWide(0x1.8p52); // adding it rounds to a whole number
  private static final double EXP_LIMIT = 700;

  private static final DoubleVector EXP_0 = allWide(0.49999999999954975);
  private static final DoubleVector EXP_1 = allWide(0.16666666666662575);
  private static final DoubleVector EXP_2 = allWide(0.04166666678652787);
  private static final DoubleVector EXP_3 = allWide(0.008333333344226802);
  private static final DoubleVector EXP_4 = allWide(0.0013888839037847843);
  private static final DoubleVector EXP_5 = allWide(0.0001984122453356812);
  private static final DoubleVector EXP_6 = allWide(2.4867918601290165e-05);
  private static final DoubleVector EXP_7 = allWide(2.7617608788569917e-06);

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

  private static final DoubleVector TWO_OVER_PI = allWide(0.6366197723675814);
  private static final DoubleVector MINUS_HALF_PI_1 = allWide(-1.5707963267341256); // 33 bits
  private static final DoubleVector MINUS_HALF_PI_2 = allWide(-6.077100506303966e-11); // 33 bits
  private static final DoubleVector MINUS_HALF_PI_3 = allWide(-2.0222662487959506e-21);
  private static final DoubleVector SIN_0 = allWide(-0.16666666666663882);
  private static final DoubleVector SIN_1 = allWide(0.008333333331077422);
  private static final DoubleVector SIN_2 = allWide(-0.0001984126691523504);
  private static final DoubleVector SIN_3 = allWide(2.7555990399839905e-06);
  private static final DoubleVector SIN_4 = allWide(-2.4805587179980646e-08);
  private static final DoubleVector COS_0 = allWide(0.04166666666666468);
  private static final DoubleVector COS_1 = allWide(-0.0013888888887276056);
  private static final DoubleVector COS_2 = allWide(2.4801585209738397e-05);
  private static final DoubleVector COS_3 = allWide(-2.755636931675049e-07);
  private static final DoubleVector COS_4 = allWide(2.070056539736993e-09);

  /** Up to this size of x {@link #angle} is exact enough. */
  static final float ANGLE_LIMIT = 0x1p19f;

  static final double SQRT_HALF = 0.7071067811865476;
  private static final double SQRT_2_OVER_PI = 0.7978845608028654;

  private WideMath() {}

  /** eˣ for a float's range: beyond ±700 as there. */
  static DoubleVector exp(DoubleVector x) {
    DoubleVector near = x.blend(EXP_LIMIT, x.compare(VectorOperators.GT, EXP_LIMIT));
    near = near.blend(-EXP_LIMIT, near.compare(VectorOperators.LT, -EXP_LIMIT));
    DoubleVector shifted = fma(near, LOG2_E, ROUNDER);
    DoubleVector n = shifted.sub(ROUNDER);
    LongVector whole = shifted.reinterpretAsLongs();
    DoubleVector r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, near));
    DoubleVector p = fma(r, EXP_7, EXP_6);
    p = fma(p, r, EXP_5);
    p = fma(p, r, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, EXP_1);
    p = fma(p, r, EXP_0);
    DoubleVector y = fma(r.mul(r), p, r).add(1);
    // The lowest bits of the shifted number are n: they become the exponent.
    LongVector scale = whole.add(1023).lanewise(VectorOperators.LSHL, 52);
    return y.mul(scale.reinterpretAsDoubles());
  }

  /** log(1 + x) for 0 ≤ x ≤ 1. */
  static DoubleVector log1p(DoubleVector x) {
    VectorMask<Double> large = x.compare(VectorOperators.GT, SQRT2_LESS_1);
    DoubleVector f = x.blend(x.sub(1).mul(0.5), large); // (1 + x) / 2 − 1
    DoubleVector p = fma(f, LOG_11, LOG_10);
    p = fma(p, f, LOG_9);
    p = fma(p, f, LOG_8);
    p = fma(p, f, LOG_7);
    p = fma(p, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    p = fma(p, f, LOG_2);
    p = fma(p, f, LOG_1);
    p = fma(p, f, LOG_0);
    DoubleVector y = fma(f.mul(f), p, f);
    return y.blend(y.add(LN2), large);
  }

  /** max(x, 0) + log(1 + e^(−|x|)) from x and that logarithm. */
  static DoubleVector softplus(DoubleVector x, DoubleVector logarithm) {
    return x.blend(0, x.compare(VectorOperators.LE, 0)).add(logarithm);
  }

  /** erf x from x and 1 − erf |x|. */
  static DoubleVector erf(DoubleVector x, DoubleVector tail) {
    DoubleVector far = ONE.sub(tail);
    far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0));
    var near = x.lanewise(VectorOperators.ABS).compare(VectorOperators.LT, 1);
    return far.blend(erfNear(x), near);
  }

  /** erf x for |x| ≤ 1. */
  private static DoubleVector erfNear(DoubleVector x) {
    DoubleVector s = x.mul(x);
    DoubleVector p = fma(s, ERF_8, ERF_7);
    p = fma(p, s, ERF_6);
    p = fma(p, s, ERF_5);
    p = fma(p, s, ERF_4);
    p = fma(p, s, ERF_3);
    p = fma(p, s, ERF_2);
    p = fma(p, s, ERF_1);
    return fma(p, s, ERF_0).mul(x);
  }

  /** |x|, but not more than what makes erfc 0. */
  static DoubleVector bounded(DoubleVector x) {
    DoubleVector size = x.lanewise(VectorOperators.ABS);
    return size.blend(ERFC_LIMIT, size.compare(VectorOperators.GT, ERFC_LIMIT));
  }

  /** (1 − erf z) e^(z²) for 0 ≤ z ≤ 16: a polynomial in (z − c) / (z + c), over z + c. */
  static DoubleVector erfcFactor(DoubleVector z) {
    DoubleVector inverse = ONE.div(z.add(ERFC_CENTRE));
    DoubleVector t = z.sub(ERFC_CENTRE).mul(inverse);
    DoubleVector p = fma(t, ERFC_13, ERFC_12);
    p = fma(p, t, ERFC_11);
    p = fma(p, t, ERFC_10);
    p = fma(p, t, ERFC_9);
    p = fma(p, t, ERFC_8);
    p = fma(p, t, ERFC_7);
    p = fma(p, t, ERFC_6);
    p = fma(p, t, ERFC_5);
    p = fma(p, t, ERFC_4);
    p = fma(p, t, ERFC_3);
    p = fma(p, t, ERFC_2);
    p = fma(p, t, ERFC_1);
    p = fma(p, t, ERFC_0);
    return p.mul(inverse);
  }

  /** x Φ(x) from x and tail = erfc(|x| / √2); 0 at −∞. */
  static DoubleVector gelu(DoubleVector x, DoubleVector tail) {
    VectorMask<Double> positive = x.compare(VectorOperators.GT, 0);
    DoubleVector twice = tail.blend(TWO.sub(tail), positive);
    DoubleVector y = x.mul(0.5).mul(twice);
    return y.blend(0, x.compare(VectorOperators.EQ, Double.NEGATIVE_INFINITY));
  }

  /** −2 √(2/π) (x + 0.044715 x³). */
  static DoubleVector geluExponent(DoubleVector x) {
    DoubleVector cubic = fma(x.mul(x), GELU_CUBIC, ONE).mul(x);
    return cubic.mul(-2 * SQRT_2_OVER_PI);
  }

  /** x / (1 + small); 0 at −∞. */
  static DoubleVector geluTanh(DoubleVector x, DoubleVector small) {
    DoubleVector y = x.div(small.add(1));
    return y.blend(0, x.compare(VectorOperators.EQ, Double.NEGATIVE_INFINITY));
  }

  /** Where the size is above {@link #ANGLE_LIMIT}. */
  static VectorMask<Double> far(DoubleVector x) {
    return x.lanewise(VectorOperators.ABS).compare(VectorOperators.GT, ANGLE_LIMIT);
  }

  /** The number of right angles in x, rounded, with that number in the lowest bits. */
  static DoubleVector quarters(DoubleVector x) {
    return fma(x, TWO_OVER_PI, ROUNDER);
  }

  /** That number and some more. */
  static LongVector quadrant(DoubleVector shifted, long more) {
    return shifted.reinterpretAsLongs().add(more);
  }

  /** x less that many right angles, for |x| ≤ {@link #ANGLE_LIMIT}. */
  static DoubleVector angle(DoubleVector x, DoubleVector shifted) {
    DoubleVector n = shifted.sub(ROUNDER);
    DoubleVector r = fma(n, MINUS_HALF_PI_1, x);
    r = fma(n, MINUS_HALF_PI_2, r);
    return fma(n, MINUS_HALF_PI_3, r);
  }

  /** The sine of r and that many right angles. */
  static DoubleVector sine(DoubleVector r, LongVector quadrant) {
    DoubleVector s = r.mul(r);
    DoubleVector p = fma(s, SIN_4, SIN_3);
    p = fma(p, s, SIN_2);
    p = fma(p, s, SIN_1);
    p = fma(p, s, SIN_0);
    DoubleVector sine = fma(s, p, ONE).mul(r); // keeps the sign of 0
    DoubleVector q = fma(s, COS_4, COS_3);
    q = fma(q, s, COS_2);
    q = fma(q, s, COS_1);
    q = fma(q, s, COS_0);
    DoubleVector cosine = fma(s.mul(s), q, fma(s, MINUS_HALF, ONE));
    VectorMask<Double> odd = quadrant.and(1).compare(VectorOperators.NE, 0).cast(Lanes.DOUBLES);
    LongVector sign = quadrant.and(2).lanewise(VectorOperators.LSHL, 62);
    DoubleVector y = sine.blend(cosine, odd);
    return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }
}
