package org.jacobi.kernel;

/**
 * The functions of the reference kernels for one double. Only {@link StrictMath} and exactly
 * rounded operations, so every machine gives the same bits.
 */
final class ReferenceMath {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double[] TRAPEZIA = trapezia();

  private ReferenceMath() {}

  static double unary(UnaryFn function, double p, double x) {
    return switch (function) {
      case NEG -> -x;
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case ERF -> erf(x);
      case POW -> pow(x, p);
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : p * x;
      case ELU -> x > 0 ? x : p * StrictMath.expm1(x);
      case SIGMOID -> sigmoid(x);
      case TANH -> StrictMath.tanh(x);
      case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      case GELU -> x == Double.NEGATIVE_INFINITY ? 0 : 0.5 * x * erfc(-x * SQRT_HALF);
      case GELU_TANH -> geluTanh(x);
      case MAXIMUM -> Math.max(x, p);
      case MINIMUM -> Math.min(x, p);
      case SILU -> x == Double.NEGATIVE_INFINITY ? 0 : x * sigmoid(x);
    };
  }

  static double binary(BinaryFn function, double a, double b) {
    return switch (function) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case POW -> pow(a, b);
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
      case GREATER -> a > b ? 1 : 0;
      case GREATER_EQUAL -> a >= b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case RELU_GRADIENT -> b > 0 ? a : 0;
      case SIGMOID_GRADIENT -> a * b * (1 - b);
      case TANH_GRADIENT -> a * (1 - b * b);
    };
  }

  private static double pow(double x, double p) {
    if (p == 2) {
      return x * x;
    }
    return p == -1 ? 1 / x : StrictMath.pow(x, p);
  }

  /** The nearest number with 8 significant bits, ties to even. */
  static float bf16(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.isNaN(x)
        ? x
        : Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
  }

  private static double geluTanh(double x) {
    double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    // ½(1 + tanh v) = sigmoid(2v), which loses no digits for negative v.
    return x == Double.NEGATIVE_INFINITY ? 0 : x * sigmoid(2 * inner);
  }

  static double sigmoid(double x) {
    double small = StrictMath.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + small) : small / (1 + small);
  }

  /** By its power series near 0 (Abramowitz and Stegun 7.1.6), else 1 − erfc. */
  static double erf(double x) {
    double size = Math.abs(x);
    if (!(size < 0.5)) {
      return Math.signum(x) * (1 - erfc(size));
    }
    // 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!: all terms have one sign, so nothing cancels.
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * StrictMath.exp(-x * x) * sum;
  }

  /**
   * 1 − erf(x). For large x by the trapezoidal rule of step h = ½ on the integral of Abramowitz and
   * Stegun 7.4.11, with the residue at its pole taken off (Hunter and Regan, "A note on the
   * evaluation of the complementary error function", Math. Comp. 26, 1972). All terms of the sum
   * have one sign.
   */
  static double erfc(double x) {
    if (x < 0.5) {
      return x <= -6 ? 2 : 1 - erf(x);
    }
    if (x > 28) {
      return 0;
    }
    double square = x * x;
    double sum = 0.5 / square;
    for (int n = 1; n <= TRAPEZIA.length; n++) {
      sum += TRAPEZIA[n - 1] / (0.25 * n * n + square);
    }
    double residue = x < 6 ? 2 / StrictMath.expm1(4 * Math.PI * x) : 0;
    return expOfMinusSquare(x) * x / Math.PI * sum - residue;
  }

  /** exp(−x²), without the digits that rounding x² would cost. */
  private static double expOfMinusSquare(double x) {
    double head = Math.rint(x * 16) / 16; // its square is exact
    return StrictMath.exp(-head * head) * StrictMath.exp(-(x - head) * (x + head));
  }

  /** exp(−(n/2)²) for n from 1 on, until it is 0 to every digit. */
  private static double[] trapezia() {
    double[] weights = new double[13];
    for (int n = 1; n <= weights.length; n++) {
      weights[n - 1] = StrictMath.exp(-0.25 * n * n);
    }
    return weights;
  }
}
