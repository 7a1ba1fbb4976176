package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.allWide;

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

  private static final double SQRT_2_OVER_PI = 0.7978845608028654;

  private WideMath() {}

  /** eˣ for a float's range: beyond ±700 as there. */
  static DoubleVector exp(DoubleVector x) {
    DoubleVector near = x.blend(EXP_LIMIT, x.compare(VectorOperators.GT, EXP_LIMIT));
    near = near.blend(-EXP_LIMIT, near.compare(VectorOperators.LT, -EXP_LIMIT));
    DoubleVector shifted = near.fma(LOG2_E, ROUNDER);
    DoubleVector n = shifted.sub(ROUNDER);
    LongVector whole = shifted.reinterpretAsLongs();
    DoubleVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, near));
    DoubleVector p = r.fma(EXP_7, EXP_6);
    p = p.fma(r, EXP_5);
    p = p.fma(r, EXP_4);
    p = p.fma(r, EXP_3);
    p = p.fma(r, EXP_2);
    p = p.fma(r, EXP_1);
    p = p.fma(r, EXP_0);
    DoubleVector y = r.mul(r).fma(p, r).add(1);
    // The lowest bits of the shifted number are n: they become the exponent.
    LongVector scale = whole.add(1023).lanewise(VectorOperators.LSHL, 52);
    return y.mul(scale.reinterpretAsDoubles());
  }

  /** −2 √(2/π) (x + 0.044715 x³). */
  static DoubleVector geluExponent(DoubleVector x) {
    DoubleVector cubic = x.mul(x).fma(GELU_CUBIC, ONE).mul(x);
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
    return x.fma(TWO_OVER_PI, ROUNDER);
  }

  /** That number and some more. */
  static LongVector quadrant(DoubleVector shifted, long more) {
    return shifted.reinterpretAsLongs().add(more);
  }

  /** x less that many right angles, for |x| ≤ {@link #ANGLE_LIMIT}. */
  static DoubleVector angle(DoubleVector x, DoubleVector shifted) {
    DoubleVector n = shifted.sub(ROUNDER);
    DoubleVector r = n.fma(MINUS_HALF_PI_1, x);
    r = n.fma(MINUS_HALF_PI_2, r);
    return n.fma(MINUS_HALF_PI_3, r);
  }

  /** The sine of r and that many right angles. */
  static DoubleVector sine(DoubleVector r, LongVector quadrant) {
    DoubleVector s = r.mul(r);
    DoubleVector p = s.fma(SIN_4, SIN_3);
    p = p.fma(s, SIN_2);
    p = p.fma(s, SIN_1);
    p = p.fma(s, SIN_0);
    DoubleVector sine = s.fma(p, ONE).mul(r); // keeps the sign of 0
    DoubleVector q = s.fma(COS_4, COS_3);
    q = q.fma(s, COS_2);
    q = q.fma(s, COS_1);
    q = q.fma(s, COS_0);
    DoubleVector cosine = s.mul(s).fma(q, s.fma(MINUS_HALF, ONE));
    VectorMask<Double> odd = quadrant.and(1).compare(VectorOperators.NE, 0).cast(Lanes.DOUBLES);
    LongVector sign = quadrant.and(2).lanewise(VectorOperators.LSHL, 62);
    DoubleVector y = sine.blend(cosine, odd);
    return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }
}
