package org.jacobi.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.kernel.UnaryFn;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The functions of one number over dense sweeps of floats, against the plain kernels in double. */
final class VectorMathTest {
  /** Every float whose bits are a multiple of this is tried: 2 million of them. */
  private static final int STEP = 2039;

  private static final int BLOCK = 1 << 14;

  private final Kernels fast = new VectorKernels();
  private final Kernels plain = new ReferenceKernels();

  /**
   * @param ulps how many units in the last place the result may lie from the exact one
   * @param floor how far results near 0 may lie from the exact one
   */
  private record Bound(UnaryFn function, double parameter, double ulps, double floor) {}

  private static Stream<Bound> bounds() {
    double smallest = Float.MIN_VALUE;
    return Stream.of(
        new Bound(UnaryFn.EXP, 0, 1, smallest),
        new Bound(UnaryFn.LOG, 0, 1, 0),
        new Bound(UnaryFn.SIGMOID, 0, 2.5, smallest),
        new Bound(UnaryFn.TANH, 0, 2.5, smallest),
        new Bound(UnaryFn.SILU, 0, 3, Float.MIN_NORMAL),
        new Bound(UnaryFn.ELU, 1, 2, smallest),
        new Bound(UnaryFn.ELU, 0.7, 3, smallest),
        new Bound(UnaryFn.LEAKY_RELU, 0.01, 1.5, smallest),
        new Bound(UnaryFn.SOFTPLUS, 0, 0.51, smallest),
        new Bound(UnaryFn.ERF, 0, 0.51, smallest),
        new Bound(UnaryFn.GELU, 0, 0.51, smallest),
        new Bound(UnaryFn.GELU_TANH, 0, 0.51, smallest),
        new Bound(UnaryFn.SIN, 0, 0.51, smallest),
        new Bound(UnaryFn.COS, 0, 0.51, smallest),
        new Bound(UnaryFn.SQRT, 0, 0.5, 0),
        new Bound(UnaryFn.POW, 2, 0.5, smallest),
        new Bound(UnaryFn.POW, 3, 0.51, smallest),
        new Bound(UnaryFn.POW, 0.5, 0.51, smallest),
        new Bound(UnaryFn.POW, -1, 0.5, smallest),
        new Bound(UnaryFn.RELU, 0, 0, 0),
        new Bound(UnaryFn.ABS, 0, 0, 0),
        new Bound(UnaryFn.NEG, 0, 0, 0),
        new Bound(UnaryFn.SIGN, 0, 0, 0),
        new Bound(UnaryFn.MAXIMUM, -0.0, 0, 0),
        new Bound(UnaryFn.MINIMUM, 0.25, 0, 0));
  }

  @TestFactory
  Stream<DynamicTest> isNearTheExactValueOverAllFloats() {
    return bounds()
        .map(bound ->
            DynamicTest.dynamicTest(
                bound.function + " " + bound.parameter,
                () -> {
                  double worst = 0;
                  for (long start = 0; start < 1L << 32; start += (long) STEP * BLOCK) {
                    float[] x = new float[BLOCK];
                    for (int i = 0; i < BLOCK; i++) {
                      x[i] = Float.intBitsToFloat((int) (start + (long) i * STEP));
                    }
                    worst = Math.max(worst, worst(bound, x));
                  }
                  System.getLogger("ulp").log(System.Logger.Level.DEBUG, bound + " worst " + worst);
                  if (Boolean.getBoolean("ulp")) {
                    System.out.println(bound + " worst " + worst);
                  }
                  assertThat(worst).isLessThanOrEqualTo(bound.ulps);
                }));
  }

  private double worst(Bound bound, float... numbers) {
    var x = NDArray.of(numbers, numbers.length);
    var y = NDArray.allocate(DType.F32, x.shape());
    fast.unary(bound.function, bound.parameter, x, y);
    var exact = NDArray.allocate(DType.F64, x.shape());
    plain.unary(bound.function, bound.parameter, x.cast(DType.F64), exact);
    float[] actual = y.toFloats();
    double[] expected = exact.toDoubles();
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double error = error(actual[i], expected[i], bound.floor);
      if (error > bound.ulps) {
        assertThat(error)
            .as("%s(%s) = %s, expected %s", bound.function, numbers[i], actual[i], expected[i])
            .isLessThanOrEqualTo(bound.ulps);
      }
      worst = Math.max(worst, error);
    }
    return worst;
  }

  /** In units of the last place of the exact value. */
  private static double error(float actual, double expected, double floor) {
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
      boolean same =
          Float.isNaN(rounded)
              ? Float.isNaN(actual)
              : Float.floatToIntBits(rounded) == Float.floatToIntBits(actual);
      boolean edge = Math.abs(actual) == Float.MAX_VALUE || Math.abs(actual) <= floor;
      return same || (edge && Math.signum(actual) * Math.signum(expected) >= 0)
          ? 0
          : Double.POSITIVE_INFINITY;
    }
    double distance = Math.abs(actual - expected);
    return distance <= floor ? 0 : distance / ulp(expected);
  }

  private static double ulp(double expected) {
    float below = (float) Math.abs(expected);
    return Math.ulp(below > Math.abs(expected) ? Math.nextDown(below) : below);
  }

  @Test
  void zerosKeepTheSignThatTheFunctionGivesThem() {
    DoubleUnaryOperator sign = x -> 1 / x;
    for (UnaryFn function : UnaryFn.values()) {
      var x = NDArray.of(new float[] {-0.0f, 0.0f}, 2);
      var y = NDArray.allocate(DType.F32, x.shape());
      var expected = NDArray.allocate(DType.F32, x.shape());
      fast.unary(function, 0.5, x, y);
      plain.unary(function, 0.5, x, expected);
      for (int i = 0; i < 2; i++) {
        assertThat(sign.applyAsDouble(y.get(i)))
            .as("%s at zero %s", function, i)
            .isEqualTo(
                sign.applyAsDouble(expected.get(i)), org.assertj.core.data.Offset.offset(1e-6));
      }
    }
  }
}
