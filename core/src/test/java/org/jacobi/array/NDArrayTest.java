package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NDArrayTest {

  /** 0, 1, 2, … as F32. */
  private static NDArray counted(int... dims) {
    var array = NDArray.allocate(DType.F32, Shape.of(dims));
    return array.copyFrom(IntStream.range(0, (int) array.size()).asDoubleStream().toArray());
  }

  // ---- making ----

  @Test
  void takesNumbersOfEveryJavaType() {
    assertThat(NDArray.of(new float[] {1, 2.5f}, 2).dtype()).isEqualTo(DType.F32);
    assertThat(NDArray.of(new double[] {1, 0.1}, 2).toDoubles()).containsExactly(1, 0.1);
    assertThat(NDArray.of(new int[] {-7, Integer.MAX_VALUE}, 2).toInts())
        .containsExactly(-7, Integer.MAX_VALUE);
    long precise = (1L << 53) + 1; // no double holds it
    assertThat(NDArray.of(new long[] {precise, -precise}, 2).toLongs())
        .containsExactly(precise, -precise);
    assertThat(NDArray.of(new byte[] {0, 127, -1}, 3).toInts()).containsExactly(0, 127, 255);
  }

  @Test
  void withoutLengthsGivesAVectorOrAScalarOfOne() {
    assertThat(NDArray.of(new double[] {1, 2, 3}).shape()).isEqualTo(Shape.of(3));
    assertThat(NDArray.of(new double[] {1}).shape()).isEqualTo(Shape.SCALAR);
    assertThat(NDArray.of(new double[] {}).shape()).isEqualTo(Shape.of(0));
    assertThat(NDArray.of(new double[] {1}, 1).shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void saysThatTheNumbersDoNotFillTheShape() {
    assertThatThrownBy(() -> NDArray.of(new float[] {1, 2, 3}, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[array] the shape (2 × 2) holds 4 numbers, but 3 were given");
    assertThatThrownBy(() -> counted(2, 3).copyFrom(new double[5]))
        .hasMessage("[copy] 5 numbers do not fit (2 × 3), which holds 6");
    assertThatThrownBy(() -> counted(2, 3).copyFrom(counted(3, 2)))
        .hasMessage("[copy] the shapes must be equal: (3 × 2) does not fit (2 × 3)");
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeStoresAndReadsBack(DType type) {
    double[] numbers =
        switch (type) {
          case F32, F64 -> new double[] {-1.5, 0, 3e20f};
          case BF16 -> new double[] {-1.5, 0, 0x1p100};
          case I32, I64 -> new double[] {-3, 0, 1 << 30};
          case U8 -> new double[] {0, 1, 255};
          case BOOL -> new double[] {0, 1, 1};
        };
    var array = NDArray.allocate(type, Shape.of(3)).copyFrom(numbers);
    assertThat(array.toDoubles()).isEqualTo(numbers);
    assertThat(array.copy().keep().toDoubles()).isEqualTo(numbers);
    var column = NDArray.zeros(type, Shape.of(3, 2)).slice(1, 1, 2).squeeze(1);
    assertThat(column.copyFrom(numbers).toDoubles()).isEqualTo(numbers);
    assertThat(column.get(2)).isEqualTo(numbers[2]);
    column.set(numbers[0], 2);
    assertThat(column.get(2)).isEqualTo(numbers[0]);
    assertThat(array.fill(1).toDoubles()).containsOnly(1);
    assertThat(array.describe()).isEqualTo(type + " (3)");
  }

  // ---- windows ----

  @Test
  void windowsShareTheNumbers() {
    var array = counted(2, 3);
    array.transpose().set(50, 2, 1);
    array.slice(1, 0, 1).fill(-1);
    array.reshape(6).set(40, 4);
    assertThat(array.toDoubles()).containsExactly(-1, 1, 2, -1, 40, 50);
  }

  @Test
  void permuteMovesTheAxes() {
    var turned = counted(2, 3, 5).permute(2, 0, -2);
    assertThat(turned.shape()).isEqualTo(Shape.of(5, 2, 3));
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 3; k++) {
          assertThat(turned.get(i, j, k)).isEqualTo(j * 15 + k * 5 + i);
        }
      }
    }
    assertThat(turned.isContiguous()).isFalse();
    assertThat(turned.stride(0)).isEqualTo(1);
    assertThat(turned.stride(1)).isEqualTo(15);
    assertThat(turned.permute(1, 2, 0).isContiguous()).isTrue();
  }

  @Test
  void sliceOfASliceStartsAtTheRightNumber() {
    var part = counted(5, 7).slice(0, 1, 5).slice(1, 2, 6).slice(0, 2, 3);
    assertThat(part.toDoubles()).containsExactly(23, 24, 25, 26);
    assertThat(part.offset()).isEqualTo(23);
    assertThat(part.isContiguous()).isTrue(); // a single row
    assertThat(counted(5, 7).slice(1, 2, 6).isContiguous()).isFalse();
    assertThat(counted(5, 7).slice(0, 2, 4).isContiguous()).isTrue();
  }

  @Test
  void emptySlicesHoldNothingAndCanBeCopied() {
    var empty = counted(3, 5).slice(0, 3, 3);
    assertThat(empty.shape()).isEqualTo(Shape.of(0, 5));
    assertThat(empty.slice(1, 2, 4).copy().toDoubles()).isEmpty();
    assertThat(NDArray.zeros(DType.F32, Shape.of(0, 5)).slice(1, 4, 5).keep().size()).isZero();
  }

  @Test
  void reshapeIsAWindowOrACopyAndInfersOneLength() {
    assertThat(counted(2, 3).reshape(-1).shape()).isEqualTo(Shape.of(6));
    assertThat(counted(2, 3).reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(counted(0, 3).reshape(-1, 5).shape()).isEqualTo(Shape.of(0, 5));
    assertThat(counted(2, 3).transpose().reshape(6).toDoubles()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(counted(1).reshape().shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void expandRepeatsWithoutCopying() {
    var wide = counted(3, 1).expand(Shape.of(2, 3, 2));
    assertThat(wide.toDoubles()).containsExactly(0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2);
    assertThat(wide.stride(0)).isZero();
    assertThat(wide.stride(2)).isZero();
    assertThat(wide.contiguous().isContiguous()).isTrue();
    assertThat(wide.contiguous().toDoubles()).isEqualTo(wide.toDoubles());
    assertThat(counted(1).expand(Shape.of(0)).toDoubles()).isEmpty();
  }

  @Test
  void squeezeAndUnsqueezeTakeAndGiveAxesOfLengthOne() {
    var array = counted(2, 3).transpose();
    assertThat(array.unsqueeze(0).shape()).isEqualTo(Shape.of(1, 3, 2));
    assertThat(array.unsqueeze(1).get(2, 0, 1)).isEqualTo(5);
    assertThat(array.unsqueeze(-1).shape()).isEqualTo(Shape.of(3, 2, 1));
    assertThat(array.unsqueeze(1).squeeze(-2).toDoubles()).isEqualTo(array.toDoubles());
    assertThatThrownBy(() -> array.squeeze(1))
        .hasMessage("[squeeze] axis 1 of (3 × 2) has length 2, not 1");
  }

  @Test
  void windowsSayWhatIsWrong() {
    var array = counted(2, 3);
    assertThatThrownBy(() -> array.permute(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[permute] each axis of (2 × 3) must be named once, but the order is [0, 0]");
    assertThatThrownBy(() -> counted(3).transpose())
        .hasMessage("[transpose] needs two axes or more, not (3)");
    assertThatThrownBy(() -> array.slice(1, -1, 2))
        .hasMessage("[slice] -1 to 2 does not lie within axis 1 of (2 × 3), which has 3 elements");
    assertThatThrownBy(() -> array.reshape(4))
        .hasMessage(
            "[reshape] the number of elements must stay the same: (2 × 3) has 6, [4] has 4");
    assertThatThrownBy(() -> array.expand(Shape.of(3)))
        .hasMessage(
            "[expand] (2 × 3) does not stretch to (3): from the last axis on, lengths must be"
                + " equal or 1");
  }

  @Test
  void copyingBetweenWindowsOfOneArrayReadsBeforeItWrites() {
    var array = counted(3, 3);
    array.copyFrom(array.transpose());
    assertThat(array.toDoubles()).containsExactly(0, 3, 6, 1, 4, 7, 2, 5, 8);
    var line = counted(5);
    line.slice(0, 1, 5).copyFrom(line.slice(0, 0, 4));
    assertThat(line.toDoubles()).containsExactly(0, 0, 1, 2, 3);
  }

  // ---- single elements ----

  @Test
  void readsAndWritesSingleElements() {
    var array = counted(2, 3);
    assertThat(array.get(1, 2)).isEqualTo(5);
    array.set(-7, 0, 1);
    assertThat(array.toFloats()).containsExactly(0, -7, 2, 3, 4, 5);
    assertThat(array.slice(0, 1, 2).slice(1, 1, 2).item()).isEqualTo(4);
    assertThatThrownBy(() -> array.get(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[index] (2 × 3) needs 2 indices, not 1");
    assertThatThrownBy(() -> array.set(1, 2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[index] [2, 0] does not lie within (2 × 3)");
    assertThatThrownBy(() -> array.get(0, -1))
        .hasMessage("[index] [0, -1] does not lie within (2 × 3)");
    assertThatThrownBy(array::item)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[item] needs an array of one number, but (2 × 3) has 6");
  }

  // ---- casts ----

  @Test
  void roundsToTheNearestBf16AndTiesToEven() {
    double step = 0x1p-7; // of BF16 between 1 and 2
    double[][] cases = {
      {1, 1},
      {1 + step / 4, 1},
      {1 + step / 2, 1}, // tie, down to even
      {1 + step * 3 / 2, 1 + 2 * step}, // tie, up to even
      {1 + step / 2 + 0x1p-23, 1 + step}, // just above a tie
      {1 + step / 2 + 0x1p-40, 1 + step}, // above a tie by less than F32 can say
      {-1 - step / 2 - 0x1p-40, -1 - step},
      {1 + step * 3 / 2 - 0x1p-40, 1 + step}, // below a tie by less than F32 can say
      {3.4e38, Double.POSITIVE_INFINITY},
      {3.39e38, 0x1.fep127},
      {-1e-45, -0.0},
      {0x1p-133, 0x1p-133}, // the smallest subnormal
      {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY},
      {Double.NaN, Double.NaN},
    };
    for (double[] pair : cases) {
      var stored = NDArray.of(new double[] {pair[0]}).cast(DType.BF16);
      assertThat(stored.toDoubles()).as("%s", pair[0]).containsExactly(pair[1]);
    }
  }

  @Test
  void aNanWithItsBitsInTheLowerHalfOnlyStaysANan() {
    var array = NDArray.of(new float[] {Float.intBitsToFloat(0x7F800001)}, 1);
    assertThat(array.cast(DType.BF16).item()).isNaN();
  }

  @Test
  void castsCutFractionsAndKeepWholeNumbers() {
    var numbers = NDArray.of(new double[] {-1.9, 0, 2.9}, 3);
    assertThat(numbers.cast(DType.I32).toInts()).containsExactly(-1, 0, 2);
    assertThat(numbers.cast(DType.I64).toLongs()).containsExactly(-1, 0, 2);
    assertThat(numbers.cast(DType.BOOL).toDoubles()).containsExactly(1, 0, 1);
    assertThat(numbers.cast(DType.F32).toDoubles()).containsExactly(-1.9f, 0, 2.9f);
    assertThat(numbers.cast(DType.F64)).isSameAs(numbers);
    long precise = (1L << 53) + 1;
    var longs = NDArray.of(new long[] {precise, 5}, 2);
    assertThat(longs.copy().toLongs()).containsExactly(precise, 5);
    assertThat(longs.reshape(2, 1).expand(Shape.of(2, 3)).toLongs()).contains(precise);
    assertThat(longs.slice(0, 1, 2).cast(DType.I32).toInts()).containsExactly(5);
    assertThatThrownBy(longs::toInts).isInstanceOf(ArithmeticException.class);
  }

  // ---- text ----

  @Test
  void printsItselfWithTypeAndShape() {
    assertThat(counted(2, 3)).hasToString("[[0, 1, 2],\n [3, 4, 5]]  f32 (2 × 3)");
    assertThat(NDArray.of(new double[] {1.0 / 3})).hasToString("0.333333  f64 ()");
    assertThat(NDArray.of(new double[] {0.5, Double.NaN, 1e-10}, 3))
        .hasToString("[0.5, NaN, 1.00000e-10]  f64 (3)");
    assertThat(counted(12)).hasToString("[0, 1, 2, …, 9, 10, 11]  f32 (12)");
    assertThat(counted(0)).hasToString("[]  f32 (0)");
    assertThat(counted(2).cast(DType.BOOL)).hasToString("[false, true]  bool (2)");
  }

  @Test
  void startsOnACacheLineAndPermanentMemoryIsZero() {
    for (int i = 1; i < 20; i++) {
      var array = NDArray.permanent(DType.F32, Shape.of(i));
      assertThat(array.segment().address() % Slab.ALIGNMENT).isZero();
      assertThat(array.toDoubles()).containsOnly(0);
    }
    assertThat(Arrays.stream(DType.values()).mapToInt(DType::bytes))
        .containsExactly(4, 8, 2, 4, 8, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 9001})
  void numbersOfAnyCountAreStoredAtTheirPlaceAndNowhereElse(int count) {
    var array = NDArray.permanent(DType.F32, Shape.of(count + 5)).fill(7);
    double[] numbers = IntStream.range(0, count).mapToDouble(i -> 0.1 * i - 3).toArray();
    array.slice(0, 3, 3 + count).copyFrom(numbers);
    float[] stored = array.toFloats();
    for (int i = 0; i < count; i++) {
      assertThat(stored[3 + i]).isEqualTo((float) numbers[i]);
    }
    assertThat(new float[] {stored[0], stored[1], stored[2], stored[count + 3], stored[count + 4]})
        .containsOnly(7);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void zeroFillsAPartAndNothingBesideIt(DType type) {
    var array = NDArray.permanent(type, Shape.of(7, 3)).fill(1);
    array.slice(0, 2, 5).fill(0);
    array.slice(1, 2, 3).fill(0);
    double[] numbers = array.toDoubles();
    for (int i = 0; i < 21; i++) {
      int row = i / 3;
      assertThat(numbers[i]).isEqualTo(row >= 2 && row < 5 || i % 3 == 2 ? 0 : 1);
    }
  }

  @Test
  void minusZeroKeepsItsSign() {
    assertThat(1 / NDArray.permanent(DType.F32, Shape.of(3)).fill(-0.0).toDoubles()[2])
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
