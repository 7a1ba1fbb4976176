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
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN2_HIGH = 0.6931471805582987; // 36 bits
  private static final double LN2_LOW = 1.6465949582897082e-12;
  private static final double ROUNDER = 0x1.8p52; // adding it rounds to a whole number
  private static final double EXP_LIMIT = 700;

  private static final double EXP_0 = 0.49999999999954975;
  private static final double EXP_1 = 0.16666666666662575;
  private static final double EXP_2 = 0.04166666678652787;
  private static final double EXP_3 = 0.008333333344226802;
  private static final double EXP_4 = 0.0013888839037847843;
  private static final double EXP_5 = 0.0001984122453356812;
  private static final double EXP_6 = 2.4867918601290165e-05;
  private static final double EXP_7 = 2.7617608788569917e-06;

  private static final double LOG_0 = -0.5000000000445634;
  private static final double LOG_1 = 0.33333333619653827;
  private static final double LOG_2 = -0.24999997692993609;
  private static final double LOG_3 = 0.19999941130866822;
  private static final double LOG_4 = -0.16666823826926574;
  private static final double LOG_5 = 0.14289164800185855;
  private static final double LOG_6 = -0.1249823881958088;
  private static final double LOG_7 = 0.11028403306854524;
  private static final double LOG_8 = -0.0993614137651327;
  private static final double LOG_9 = 0.09923879802924102;
  private static final double LOG_10 = -0.09771449356382762;
  private static final double LOG_11 = 0.053931296078182256;
  private static final double SQRT2_LESS_1 = 0.41421356237309503;
  private static final double LN2 = 0.6931471805599453;

  private static final double ERF_0 = 1.1283791670946768;
  private static final double ERF_1 = -0.3761263888963531;
  private static final double ERF_2 = 0.11283791308604582;
  private static final double ERF_3 = -0.026866133235095593;
  private static final double ERF_4 = 0.005223783477189248;
  private static final double ERF_5 = -0.0008542637997087229;
  private static final double ERF_6 = 0.0001195656256820733;
  private static final double ERF_7 = -1.3909340021874599e-05;
  private static final double ERF_8 = 1.058938064107502e-06;

  private static final double ERFC_CENTRE = 2.5;
  private static final double ERFC_LIMIT = 16;
  private static final double ERFC_0 = 1.0540318203064571;
  private static final double ERFC_1 = -0.80465184941296;
  private static final double ERFC_2 = 0.45391411676608556;
  private static final double ERFC_3 = -0.1712511472108358;
  private static final double ERFC_4 = 0.02836154204377484;
  private static final double ERFC_5 = 0.008393077697177906;
  private static final double ERFC_6 = -0.0048186602998613005;
  private static final double ERFC_7 = -0.00043941329894663604;
  private static final double ERFC_8 = 0.0007018847035840214;
  private static final double ERFC_9 = 5.876035569936013e-05;
  private static final double ERFC_10 = -0.00011005968546839455;
  private static final double ERFC_11 = -1.940698723428142e-05;
  private static final double ERFC_12 = 1.4359996899959591e-05;
  private static final double ERFC_13 = 4.9826986963738415e-06;

  private static final double TWO_OVER_PI = 0.6366197723675814;
  private static final double HALF_PI_1 = 1.5707963267341256; // 33 bits
  private static final double HALF_PI_2 = 6.077100506303966e-11; // 33 bits
  private static final double HALF_PI_3 = 2.0222662487959506e-21;
  private static final double SIN_0 = -0.16666666666663882;
  private static final double SIN_1 = 0.008333333331077422;
  private static final double SIN_2 = -0.0001984126691523504;
  private static final double SIN_3 = 2.7555990399839905e-06;
  private static final double SIN_4 = -2.4805587179980646e-08;
  private static final double COS_0 = 0.04166666666666468;
  private static final double COS_1 = -0.0013888888887276056;
  private static final double COS_2 = 2.4801585209738397e-05;
  private static final double COS_3 = -2.755636931675049e-07;
  private static final double COS_4 = 2.070056539736993e-09;

  /** Up to this size of x {@link #sin} and {@link #cos} are exact enough. */
  static final float ANGLE_LIMIT = 0x1p19f;

  private static final double SQRT_HALF = 0.7071067811865476;
  private static final double SQRT_2_OVER_PI = 0.7978845608028654;

  private WideMath() {}

  /** eˣ for a float's range: beyond ±700 as there. */
  static DoubleVector exp(DoubleVector x) {
    DoubleVector near = x.blend(EXP_LIMIT, x.compare(VectorOperators.GT, EXP_LIMIT));
    near = near.blend(-EXP_LIMIT, near.compare(VectorOperators.LT, -EXP_LIMIT));
    DoubleVector shifted = fma(near, allWide(LOG2_E), allWide(ROUNDER));
    DoubleVector n = shifted.sub(ROUNDER);
    LongVector whole = shifted.reinterpretAsLongs();
    DoubleVector r = fma(n, allWide(-LN2_LOW), fma(n, allWide(-LN2_HIGH), near));
    DoubleVector p = fma(r, allWide(EXP_7), allWide(EXP_6));
    p = fma(p, r, allWide(EXP_5));
    p = fma(p, r, allWide(EXP_4));
    p = fma(p, r, allWide(EXP_3));
    p = fma(p, r, allWide(EXP_2));
    p = fma(p, r, allWide(EXP_1));
    p = fma(p, r, allWide(EXP_0));
    DoubleVector y = fma(r.mul(r), p, r).add(1);
    // The lowest bits of the shifted number are n: they become the exponent.
    LongVector scale = whole.add(1023).lanewise(VectorOperators.LSHL, 52);
    return y.mul(scale.reinterpretAsDoubles());
  }

  /** log(1 + x) for 0 ≤ x ≤ 1. */
  static DoubleVector log1p(DoubleVector x) {
    VectorMask<Double> large = x.compare(VectorOperators.GT, SQRT2_LESS_1);
    DoubleVector f = x.blend(x.sub(1).mul(0.5), large); // (1 + x) / 2 − 1
    DoubleVector p = fma(f, allWide(LOG_11), allWide(LOG_10));
    p = fma(p, f, allWide(LOG_9));
    p = fma(p, f, allWide(LOG_8));
    p = fma(p, f, allWide(LOG_7));
    p = fma(p, f, allWide(LOG_6));
    p = fma(p, f, allWide(LOG_5));
    p = fma(p, f, allWide(LOG_4));
    p = fma(p, f, allWide(LOG_3));
    p = fma(p, f, allWide(LOG_2));
    p = fma(p, f, allWide(LOG_1));
    p = fma(p, f, allWide(LOG_0));
    DoubleVector y = fma(f.mul(f), p, f);
    return y.blend(y.add(LN2), large);
  }

  /** max(x, 0) + log(1 + e^(−|x|)). */
  static DoubleVector softplus(DoubleVector x) {
    DoubleVector small = log1p(exp(x.lanewise(VectorOperators.ABS).neg()));
    return x.blend(0, x.compare(VectorOperators.LE, 0)).add(small);
  }

  /** erf x. */
  static DoubleVector erf(DoubleVector x) {
    DoubleVector size = x.lanewise(VectorOperators.ABS);
    DoubleVector far = allWide(1).sub(erfcOfPositive(size));
    far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0));
    return far.blend(erfNear(x), size.compare(VectorOperators.LT, 1));
  }

  /** erf x for |x| ≤ 1. */
  private static DoubleVector erfNear(DoubleVector x) {
    DoubleVector s = x.mul(x);
    DoubleVector p = fma(s, allWide(ERF_8), allWide(ERF_7));
    p = fma(p, s, allWide(ERF_6));
    p = fma(p, s, allWide(ERF_5));
    p = fma(p, s, allWide(ERF_4));
    p = fma(p, s, allWide(ERF_3));
    p = fma(p, s, allWide(ERF_2));
    p = fma(p, s, allWide(ERF_1));
    return fma(p, s, allWide(ERF_0)).mul(x);
  }

  /** 1 − erf x for x ≥ 0: e^(−x²) / (x + c) times a polynomial in (x − c) / (x + c). */
  private static DoubleVector erfcOfPositive(DoubleVector x) {
    DoubleVector z = x.blend(ERFC_LIMIT, x.compare(VectorOperators.GT, ERFC_LIMIT));
    DoubleVector inverse = allWide(1).div(z.add(ERFC_CENTRE));
    DoubleVector t = z.sub(ERFC_CENTRE).mul(inverse);
    DoubleVector p = fma(t, allWide(ERFC_13), allWide(ERFC_12));
    p = fma(p, t, allWide(ERFC_11));
    p = fma(p, t, allWide(ERFC_10));
    p = fma(p, t, allWide(ERFC_9));
    p = fma(p, t, allWide(ERFC_8));
    p = fma(p, t, allWide(ERFC_7));
    p = fma(p, t, allWide(ERFC_6));
    p = fma(p, t, allWide(ERFC_5));
    p = fma(p, t, allWide(ERFC_4));
    p = fma(p, t, allWide(ERFC_3));
    p = fma(p, t, allWide(ERFC_2));
    p = fma(p, t, allWide(ERFC_1));
    p = fma(p, t, allWide(ERFC_0));
    return exp(z.mul(z).neg()).mul(p.mul(inverse));
  }

  /** ½ x erfc(−x / √2); 0 at −∞. */
  static DoubleVector gelu(DoubleVector x) {
    DoubleVector tail = erfcOfPositive(x.lanewise(VectorOperators.ABS).mul(SQRT_HALF));
    VectorMask<Double> positive = x.compare(VectorOperators.GT, 0);
    DoubleVector twice = tail.blend(allWide(2).sub(tail), positive);
    DoubleVector y = x.mul(0.5).mul(twice);
    return y.blend(0, x.compare(VectorOperators.EQ, Double.NEGATIVE_INFINITY));
  }

  /** x / (1 + e^(−2v)) with v = √(2/π) (x + 0.044715 x³); 0 at −∞. */
  static DoubleVector geluTanh(DoubleVector x) {
    DoubleVector cubic = fma(x.mul(x), allWide(0.044715), allWide(1)).mul(x);
    DoubleVector y = x.div(exp(cubic.mul(-2 * SQRT_2_OVER_PI)).add(1));
    return y.blend(0, x.compare(VectorOperators.EQ, Double.NEGATIVE_INFINITY));
  }

  /** sin x for |x| ≤ {@link #ANGLE_LIMIT}. */
  static DoubleVector sin(DoubleVector x) {
    return ofAngle(x, 0);
  }

  /** cos x for |x| ≤ {@link #ANGLE_LIMIT}. */
  static DoubleVector cos(DoubleVector x) {
    return ofAngle(x, 1);
  }

  /** Where the size is above {@link #ANGLE_LIMIT}. */
  static VectorMask<Double> far(DoubleVector x) {
    return x.lanewise(VectorOperators.ABS).compare(VectorOperators.GT, ANGLE_LIMIT);
  }

  /** The sine of x and that many right angles. */
  private static DoubleVector ofAngle(DoubleVector x, long quarters) {
    DoubleVector shifted = fma(x, allWide(TWO_OVER_PI), allWide(ROUNDER));
    DoubleVector n = shifted.sub(ROUNDER);
    LongVector quadrant = shifted.reinterpretAsLongs().add(quarters);
    DoubleVector r = fma(n, allWide(-HALF_PI_1), x);
    r = fma(n, allWide(-HALF_PI_2), r);
    r = fma(n, allWide(-HALF_PI_3), r);
    DoubleVector s = r.mul(r);
    DoubleVector p = fma(s, allWide(SIN_4), allWide(SIN_3));
    p = fma(p, s, allWide(SIN_2));
    p = fma(p, s, allWide(SIN_1));
    p = fma(p, s, allWide(SIN_0));
    DoubleVector sine = fma(s, p, allWide(1)).mul(r); // keeps the sign of 0
    DoubleVector q = fma(s, allWide(COS_4), allWide(COS_3));
    q = fma(q, s, allWide(COS_2));
    q = fma(q, s, allWide(COS_1));
    q = fma(q, s, allWide(COS_0));
    DoubleVector cosine = fma(s.mul(s), q, fma(s, allWide(-0.5), allWide(1)));
    VectorMask<Double> odd = quadrant.and(1).compare(VectorOperators.NE, 0).cast(Lanes.DOUBLES);
    LongVector sign = quadrant.and(2).lanewise(VectorOperators.LSHL, 62);
    DoubleVector y = sine.blend(cosine, odd);
    return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }
}
