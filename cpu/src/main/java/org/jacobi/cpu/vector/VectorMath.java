package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.all;
import static org.jacobi.cpu.vector.Lanes.allInts;
import static org.jacobi.cpu.vector.Lanes.fma;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of floats from exactly rounded operations. The polynomials interpolate at Chebyshev
 * nodes; the reductions of the argument are those of Cody and Waite, "Software Manual for the
 * Elementary Functions", 1980.
 *
 * <p>The compiler stops to inline when what it compiles together has become too large, and a vector
 * that is passed to a call is made on the heap. So there are few operations here, and each takes a
 * constant as a vector: a number costs the compiler half as much again.
 *
 * <p>Largest errors, found by tests over dense sweeps: {@link #exp} 1 ulp, {@link #log} 1 ulp,
 * {@link #sigmoid} 2.5 ulp, {@link #tanh} 2.5 ulp, {@link #silu} 3 ulp, {@link #elu} 3 ulp. Where
 * the processor flushes subnormal numbers, results below 2⁻¹²⁶ may be 0.
 */
final class VectorMath {
  private static final FloatVector ONE = all(1f);
  private static final FloatVector MINUS_HALF = all(-0.5f);
  private static final FloatVector LOG2_E = all(1.442695f);
  private static final FloatVector LN2_HIGH = all(0x1.63p-1f);
  private static final FloatVector MINUS_LN2_HIGH =
      all(-0x1.63p-1f); // 9 bits: its products with n are exact
  private static final FloatVector LN2_LOW = all(-2.1219444e-4f);
  private static final FloatVector MINUS_LN2_LOW = all(2.1219444e-4f);
  private static final FloatVector ROUNDER = all(0x1.8p23f); // adding it rounds to a whole number
  private static final IntVector ROUNDER_LESS_BIAS = allInts(0x4B400000 - 127);
  private static final IntVector ROUNDER_LESS_TWO_BIASES = allInts(0x4B400000 - 2 * 127);
  private static final FloatVector EXP_LEAST = all(-105f);
  private static final FloatVector EXP_MOST = all(89f);

  private static final FloatVector EXP_0 = all(0.5f);
  private static final FloatVector EXP_1 = all(0.16666667f);
  private static final FloatVector EXP_2 = all(0.041666463f);
  private static final FloatVector EXP_3 = all(0.0083333105f);
  private static final FloatVector EXP_4 = all(0.0013933674f);
  private static final FloatVector EXP_5 = all(1.9891017e-4f);

  private static final FloatVector LOG_0 = all(0.3333333f);
  private static final FloatVector LOG_1 = all(-0.24999997f);
  private static final FloatVector LOG_2 = all(0.20000716f);
  private static final FloatVector LOG_3 = all(-0.16667803f);
  private static final FloatVector LOG_4 = all(0.14249058f);
  private static final FloatVector LOG_5 = all(-0.12425687f);
  private static final FloatVector LOG_6 = all(0.1168542f);
  private static final FloatVector LOG_7 = all(-0.11479734f);
  private static final FloatVector LOG_8 = all(0.06971612f);
  private static final int SQRT_HALF_BITS = 0x3F3504F3;
  private static final int SMALLEST_NORMAL_BITS = 0x00800000;
  private static final int INFINITY_BITS = 0x7F800000;
  private static final int SIGN = 0x80000000;

  private VectorMath() {}

  /** eˣ. */
  static FloatVector exp(FloatVector x) {
    // Beyond these the result is 0 or ∞; NaN passes both comparisons.
    FloatVector near = x.blend(EXP_MOST, x.compare(VectorOperators.GT, EXP_MOST));
    near = near.blend(EXP_LEAST, near.compare(VectorOperators.LT, EXP_LEAST));
    FloatVector shifted = fma(near, LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_LESS_TWO_BIASES);
    FloatVector r = remainder(near, n);
    FloatVector y = fma(r.mul(r), expTail(r), r).add(ONE);
    // 2ⁿ in two factors, so that results below the normal range are rounded once.
    IntVector first = exponent.lanewise(VectorOperators.LSHR, 1);
    return y.mul(power(first)).mul(power(exponent.sub(first)));
  }

  /** eˣ − 1 for −25 ≤ x ≤ 40. */
  static FloatVector expm1(FloatVector x) {
    FloatVector shifted = fma(x, LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector scale = power(shifted.reinterpretAsInts().sub(ROUNDER_LESS_BIAS));
    FloatVector r = remainder(x, n);
    FloatVector part = fma(r.mul(r), expTail(r), r);
    return fma(part, scale, scale.sub(1f));
  }

  /** x − n log 2. */
  private static FloatVector remainder(FloatVector x, FloatVector n) {
    return fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, x));
  }

  /** (eʳ − 1 − r) / r² for |r| ≤ ½ log 2. */
  private static FloatVector expTail(FloatVector r) {
    FloatVector p = fma(r, EXP_5, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, EXP_1);
    return fma(p, r, EXP_0);
  }

  /** 2ⁿ from n + 127, the bias, for normal results. */
  private static FloatVector power(IntVector biased) {
    return biased.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** log x: −∞ at 0, NaN below. */
  static FloatVector log(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    // Subnormal numbers are their bits as an integer times 2⁻¹⁴⁹; this way no flushing hurts.
    var tiny = bits.compare(VectorOperators.ULT, SMALLEST_NORMAL_BITS);
    IntVector scaled = ((FloatVector) bits.castShape(Lanes.FLOATS, 0)).reinterpretAsInts();
    IntVector normal = bits.blend(scaled, tiny);
    IntVector shifted = normal.sub(SQRT_HALF_BITS);
    IntVector exponent = shifted.lanewise(VectorOperators.ASHR, 23);
    FloatVector m = normal.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
    exponent = exponent.blend(exponent.sub(149), tiny);
    FloatVector n = (FloatVector) exponent.castShape(Lanes.FLOATS, 0);
    FloatVector result = logOf(m.sub(1f), n);
    // Above the largest finite number lie, as unsigned bits, +∞, NaN and all that is negative.
    var special = bits.compare(VectorOperators.UGE, INFINITY_BITS);
    var infinite = bits.compare(VectorOperators.EQ, INFINITY_BITS);
    FloatVector ends = all(Float.NaN).blend(x, infinite.cast(Lanes.FLOATS));
    result = result.blend(ends, special.cast(Lanes.FLOATS));
    var zero = bits.lanewise(VectorOperators.LSHL, 1).compare(VectorOperators.EQ, 0);
    return result.blend(Float.NEGATIVE_INFINITY, zero.cast(Lanes.FLOATS));
  }

  /** log(1 + f) + n log 2 for √½ ≤ 1 + f &lt; √2. */
  private static FloatVector logOf(FloatVector f, FloatVector n) {
    FloatVector p = fma(f, LOG_8, LOG_7);
    p = fma(p, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    p = fma(p, f, LOG_2);
    p = fma(p, f, LOG_1);
    p = fma(p, f, LOG_0);
    FloatVector square = f.mul(f);
    FloatVector tail = fma(square, MINUS_HALF, fma(n, LN2_LOW, square.mul(f).mul(p)));
    return fma(n, LN2_HIGH, f.add(tail));
  }

  /** 1 / (1 + e⁻ˣ). */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector small = exp(x.lanewise(VectorOperators.ABS).neg());
    FloatVector above = small.blend(1f, x.compare(VectorOperators.GE, 0f));
    return above.div(small.add(1f));
  }

  /** x / (1 + e⁻ˣ) from x and its sigmoid; 0 at −∞. */
  static FloatVector silu(FloatVector x, FloatVector sigmoid) {
    return x.mul(sigmoid).blend(0f, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  /** tanh x. */
  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.lanewise(VectorOperators.ABS);
    size = size.blend(10f, size.compare(VectorOperators.GT, 10f)); // tanh 10 rounds to 1
    FloatVector e = expm1(size.add(size));
    return signed(e.div(e.add(2f)), x);
  }

  /** x where it is positive, else p (eˣ − 1). */
  static FloatVector elu(FloatVector x, float p) {
    FloatVector below = x.blend(0f, x.compare(VectorOperators.GT, 0f));
    below = below.blend(-25f, below.compare(VectorOperators.LT, -25f));
    FloatVector negative = signed(expm1(below), x).mul(p);
    return negative.blend(x, x.compare(VectorOperators.GT, 0f));
  }

  /** A number that is not negative, with the sign of another. */
  private static FloatVector signed(FloatVector size, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(SIGN);
    return size.reinterpretAsInts().or(bit).reinterpretAsFloats();
  }

  /** −1, 0 or 1; ±0 and NaN stay. */
  static FloatVector sign(FloatVector x) {
    var other = x.compare(VectorOperators.GT, 0f).or(x.compare(VectorOperators.LT, 0f));
    return x.blend(signed(ONE, x), other);
  }

  /** max(x, 0); NaN stays. */
  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  static FloatVector leakyRelu(FloatVector x, float p) {
    return x.mul(p).blend(x, x.compare(VectorOperators.GT, 0f));
  }
}
