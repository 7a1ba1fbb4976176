package org.jacobi.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The functions of the reference kernels against known values. */
final class ReferenceMathTest {

  /**
   * x, erf x, erfc x. Made by Python 3 (math.erf and math.erfc of the C library): {@code
   * print("{%r, %r, %r}," % (x, math.erf(x), math.erfc(x)))}.
   */
  private static final double[][] TABLE = {
    {1e-300, 1.1283791670955126e-300, 1.0},
    {1e-20, 1.1283791670955125e-20, 1.0},
    {0.001, 0.0011283787909692365, 0.9988716212090307},
    {0.1, 0.1124629160182849, 0.8875370839817152},
    {0.25, 0.2763263901682369, 0.7236736098317631},
    {0.4999, 0.5204119951613866, 0.4795880048386134},
    {0.5, 0.5204998778130465, 0.4795001221869535},
    {0.75, 0.7111556336535151, 0.28884436634648486},
    {0.9, 0.7969082124228322, 0.20309178757716786},
    {1.0, 0.8427007929497149, 0.15729920705028513},
    {1.3, 0.9340079449406524, 0.06599205505934755},
    {1.7, 0.9837904585907745, 0.016209541409225436},
    {1.9, 0.9927904292352575, 0.0072095707647425325},
    {2.0, 0.9953222650189527, 0.004677734981047265},
    {2.5, 0.999593047982555, 0.0004069520174449589},
    {3.0, 0.9999779095030014, 2.2090496998585438e-05},
    {4.2, 0.9999999971445058, 2.8554941795921843e-09},
    {5.0, 0.9999999999984626, 1.5374597944280351e-12},
    {5.3, 0.9999999999999338, 6.613081850340812e-14},
    {5.999, 1.0, 2.1783043429548017e-17},
    {6.0, 1.0, 2.1519736712498916e-17},
    {7.5, 1.0, 2.776649386030569e-26},
    {10.0, 1.0, 2.088487583762545e-45},
    {15.1, 1.0, 3.53196266856349e-101},
    {20.0, 1.0, 5.3958656116079005e-176},
    {26.0, 1.0, 5.663192408856143e-296},
    {-0.3, -0.3286267594591274, 1.3286267594591274},
    {-0.5, -0.5204998778130465, 1.5204998778130465},
    {-1.0, -0.8427007929497149, 1.842700792949715},
    {-2.2, -0.9981371537020182, 1.998137153702018},
    {-5.9, -0.9999999999999999, 2.0},
    {-7.0, -1.0, 2.0},
  };

  @Test
  void erfAndErfcAreRightToOneInTenToTheFifteenth() {
    for (double[] row : TABLE) {
      assertThat(ReferenceMath.erf(row[0]))
          .as("erf %s", row[0])
          .isCloseTo(row[1], within(Math.abs(row[1]) * 1e-15));
      assertThat(ReferenceMath.erfc(row[0]))
          .as("erfc %s", row[0])
          .isCloseTo(row[2], within(row[2] * 1e-15));
    }
  }

  @Test
  void erfAndErfcEndWhereTheyShould() {
    assertThat(ReferenceMath.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ReferenceMath.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ReferenceMath.erf(0)).isZero();
    assertThat(ReferenceMath.erf(Double.NaN)).isNaN();
    assertThat(ReferenceMath.erfc(Double.POSITIVE_INFINITY)).isZero();
    assertThat(ReferenceMath.erfc(Double.NEGATIVE_INFINITY)).isEqualTo(2);
    assertThat(ReferenceMath.erfc(Double.NaN)).isNaN();
    assertThat(ReferenceMath.erfc(27)).isPositive().isLessThan(1e-300);
    assertThat(ReferenceMath.erfc(28.5)).isZero();
  }

  @Test
  void erfIsOddAndGrows() {
    double last = -1;
    for (double x = -4; x <= 4; x += 1.0 / 64) {
      double erf = ReferenceMath.erf(x);
      assertThat(erf).isEqualTo(-ReferenceMath.erf(-x)).isGreaterThan(last);
      last = erf;
    }
  }

  @Test
  void sigmoidNeitherOverflowsNorLosesItsTail() {
    assertThat(ReferenceMath.sigmoid(-1000)).isZero();
    assertThat(ReferenceMath.sigmoid(1000)).isEqualTo(1);
    assertThat(ReferenceMath.sigmoid(0)).isEqualTo(0.5);
    assertThat(ReferenceMath.sigmoid(-700)).isCloseTo(Math.exp(-700), within(1e-318));
  }

  @Test
  void powersAreThoseOfTheLibraryAndExactWhereTheyCanBe() {
    assertThat(ReferenceMath.unary(UnaryFn.POW, 2, 1e-170)).isEqualTo(1e-170 * 1e-170);
    assertThat(ReferenceMath.unary(UnaryFn.POW, -1, 3)).isEqualTo(1.0 / 3);
    assertThat(ReferenceMath.unary(UnaryFn.POW, 0, 0)).isEqualTo(1);
    assertThat(ReferenceMath.binary(BinaryFn.POW, -2, 3)).isEqualTo(-8);
    assertThat(ReferenceMath.binary(BinaryFn.POW, -2, 0.5)).isNaN();
  }

  @Test
  void comparisonsGiveOneOrZeroAndAreFalseForNotANumber() {
    assertThat(ReferenceMath.binary(BinaryFn.GREATER, 2, 1)).isEqualTo(1);
    assertThat(ReferenceMath.binary(BinaryFn.GREATER, 1, 1)).isZero();
    assertThat(ReferenceMath.binary(BinaryFn.GREATER_EQUAL, 1, 1)).isEqualTo(1);
    assertThat(ReferenceMath.binary(BinaryFn.EQUAL, 0.0, -0.0)).isEqualTo(1);
    assertThat(ReferenceMath.binary(BinaryFn.EQUAL, Double.NaN, Double.NaN)).isZero();
    assertThat(ReferenceMath.binary(BinaryFn.GREATER, Double.NaN, 1)).isZero();
    for (BinaryFn function : BinaryFn.values()) {
      double result = ReferenceMath.binary(function, Double.NaN, 1);
      assertThat(Double.isNaN(result)).as("%s", function).isEqualTo(!function.isComparison());
    }
  }
}
