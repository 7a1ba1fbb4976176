package org.jacobi.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Random;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HalfWeightTest {
  private static final int[][] SIZES = {
    {1, 1}, {1, 2}, {2, 1}, {3, 5}, {17, 31}, {31, 17}, {64, 63}, {65, 64}, {10, 128}, {130, 67}
  };

  private static NDArray numbers(Random random, int... shape) {
    float[] numbers = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return NDArray.of(numbers, shape);
  }

  /** The numbers that a copy multiplies by, found by vectors with one 1. */
  private static double[][] held(HalfWeight half, int out, int in) {
    double[][] held = new double[out][in];
    var x = NDArray.permanent(DType.F32, Shape.of(1, in));
    var y = NDArray.permanent(DType.F32, Shape.of(1, out));
    for (int i = 0; i < in; i++) {
      x.fill(0).set(1, 0, i);
      half.linear(x, null, false, y);
      for (int o = 0; o < out; o++) {
        held[o][i] = y.get(0, o);
      }
    }
    return held;
  }

  @Test
  void evenInputsAreRoundedToBf16AndOddOnesAsClosely() {
    var random = new Random(1);
    for (int[] size : SIZES) {
      var weight = numbers(random, size);
      var rounded = NDArray.permanent(DType.BF16, weight.shape()).copyFrom(weight);
      double[][] held = held(new HalfWeight(weight), size[0], size[1]);
      for (int o = 0; o < size[0]; o++) {
        for (int i = 0; i < size[1]; i++) {
          double exact = weight.get(o, i);
          // 2⁻⁸ of the result for odd inputs, which is a little more of the exact number
          double most = Math.abs(exact) * (i % 2 == 0 ? 0x1p-8 : 0x1.02p-8);
          assertThat(held[o][i]).isCloseTo(exact, within(most));
          if (i % 2 == 0) {
            assertThat(held[o][i]).isEqualTo(rounded.get(o, i));
          }
        }
      }
    }
  }

  @Test
  void numbersAtTheEndsOfBf16StayNear() {
    float largest = 0x1.fep127f;
    var weight =
        NDArray.of(new float[] {largest, -largest, 1, 0, -1, -0.0f, 0x1p-126f, -0x1p-126f}, 4, 2);
    double[][] held = held(new HalfWeight(weight), 4, 2);
    assertThat(held[0][0]).isEqualTo(largest);
    assertThat(held[0][1]).isCloseTo(-largest, within(0x1p120));
    assertThat(held[1]).containsExactly(new double[] {1, 0}, within(0x1p-125));
    assertThat(held[2]).containsExactly(new double[] {-1, 0}, within(0x1p-125));
    assertThat(held[3]).containsExactly(new double[] {0x1p-126, -0x1p-126}, within(0x1p-134));
  }

  @Test
  void tiesGoToTheEvenNeighbour() {
    float[] ties = {1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x5p-8f, -1 - 0x1p-8f, -1 - 0x3p-8f};
    double[] even = {1, 1 + 0x1p-6, 1 + 0x1p-6, -1, -1 - 0x1p-6};
    double[][] held = held(new HalfWeight(NDArray.of(ties, 5, 1)), 5, 1);
    for (int i = 0; i < ties.length; i++) {
      assertThat(held[i][0]).as("%s", ties[i]).isEqualTo(even[i]);
    }
  }

  @Test
  void whatARowBeforeLeftBehindDoesNotCount() {
    var random = new Random(6);
    var nan = NDArray.permanent(DType.F32, Shape.of(1, 6)).fill(Double.NaN);
    var result = NDArray.permanent(DType.F32, Shape.of(1, 3));
    new HalfWeight(numbers(random, 3, 6)).linear(nan, null, false, result);
    assertThat(result.toFloats()).containsOnly(Float.NaN);
    checkSums(random, 1, 3, 5, true);
  }

  private static void checkSums(Random random, int rows, int out, int in, boolean dense) {
    var weight = numbers(random, out, in);
    var half = new HalfWeight(weight);
    double[][] held = held(half, out, in);
    var x = dense ? numbers(random, rows, in) : numbers(random, in, rows).transpose();
    for (var bias : new @Nullable NDArray[] {null, numbers(random, out)}) {
      for (boolean relu : new boolean[] {false, true}) {
        var around = NDArray.permanent(DType.F32, Shape.of(rows + 2, out + 2)).fill(99);
        var result = around.slice(0, 1, rows + 1).slice(1, 1, out + 1);
        half.linear(x, bias, relu, result);
        for (int r = 0; r < rows; r++) {
          for (int o = 0; o < out; o++) {
            double sum = bias == null ? 0 : bias.get(o);
            double size = Math.abs(sum);
            for (int i = 0; i < in; i++) {
              sum += x.get(r, i) * held[o][i];
              size += Math.abs(x.get(r, i) * held[o][i]);
            }
            // Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1
            double expected = relu ? Math.max(0, sum) : sum;
            assertThat(result.get(r, o)).isCloseTo(expected, within((in + 2) * 0x1p-24 * size));
          }
        }
        result.fill(99);
        assertThat(around.toFloats()).containsOnly(99);
      }
    }
  }

  @Test
  void sumsAreThoseOfTheNumbersItHolds() {
    var random = new Random(2);
    for (int[] size : SIZES) {
      for (int rows : new int[] {0, 1, 2, 4}) {
        checkSums(random, rows, size[0], size[1], true);
        checkSums(random, rows, size[0], size[1], false);
      }
    }
    checkSums(random, 1, 256, 784, true);
  }

  @Test
  void aCopyIsMadeOnlyWhereItIsFasterAndEveryNumberFits() {
    var random = new Random(3);
    assertThat(HalfWeight.of(numbers(random, 256, 784))).isNotNull();
    assertThat(HalfWeight.of(numbers(random, 64, 63))).as("few numbers").isNull();
    assertThat(HalfWeight.of(numbers(random, 3, 5000))).as("few outputs").isNull();
    for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
      var weight = numbers(random, 128, 128);
      weight.set(wrong, 77, 5);
      assertThat(HalfWeight.of(weight)).as("with %s", wrong).isNull();
    }
  }

  @Test
  void notANumberPassesThroughRelu() {
    var x = NDArray.permanent(DType.F32, Shape.of(1, 128)).fill(1);
    x.set(Double.NaN, 0, 101);
    var half = Objects.requireNonNull(HalfWeight.of(numbers(new Random(4), 64, 128)));
    var result = NDArray.permanent(DType.F32, Shape.of(1, 64));
    half.linear(x, null, true, result);
    assertThat(result.toFloats()).containsOnly(Float.NaN);
  }

  @Test
  void aHotCallAllocatesNothing() {
    var random = new Random(5);
    var half = new HalfWeight(numbers(random, 70, 47));
    var x = numbers(random, 3, 47);
    var bias = numbers(random, 70);
    var result = NDArray.permanent(DType.F32, Shape.of(3, 70));
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 500 && least > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        half.linear(x, bias, true, result);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes in 1000 calls").isZero();
  }
}
