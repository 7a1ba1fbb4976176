package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.junit.jupiter.api.Test;

/**
 * Random numbers by name. The seeds are fixed; the bounds are those that a true random sequence
 * keeps in all but about one of 10,000 runs.
 */
final class RngTest {
  private static final int N = 100_000;

  /** Holds mean and variance to four standard errors. */
  private static void holdsMoments(
      LongToDoubleFunction draw, double mean, double variance, double fourthMoment) {
    double[] numbers = new double[N];
    Arrays.setAll(numbers, draw::applyAsDouble);
    double average = Arrays.stream(numbers).average().orElseThrow();
    double spread = Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum() / N;
    assertThat(average).isCloseTo(mean, within(4 * Math.sqrt(variance / N)));
    double error = Math.sqrt((fourthMoment - variance * variance) / N);
    assertThat(spread).isCloseTo(variance, within(4 * error));
  }

  @Test
  void uniformNumbersHaveTheMomentsOfTheirDistribution() {
    var rng = Rng.of(1, "test");
    holdsMoments(rng::uniform, 0.5, 1.0 / 12, 1.0 / 80);
    assertThat(IntStream.range(0, N).mapToDouble(rng::uniform)).allMatch(x -> x >= 0 && x < 1);
  }

  @Test
  void normalNumbersHaveTheMomentsAndTheTailsOfTheirDistribution() {
    var rng = Rng.of(2, "test");
    holdsMoments(rng::normal, 0, 1, 3);
    double[] limits = {1, 2, 3};
    double[] outside = {0.31731050786291415, 0.04550026389635842, 0.0026997960632601866};
    for (int i = 0; i < limits.length; i++) {
      double limit = limits[i];
      long count = IntStream.range(0, N).filter(k -> Math.abs(rng.normal(k)) > limit).count();
      double p = outside[i];
      assertThat((double) count / N).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / N)));
    }
  }

  /** Correlation of two sequences of mean 0, in standard errors. */
  private static double correlation(LongToDoubleFunction first, LongToDoubleFunction second) {
    double sum = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < N; i++) {
      double x = first.applyAsDouble(i);
      double y = second.applyAsDouble(i);
      sum += x * y;
      a += x * x;
      b += y * y;
    }
    return Math.abs(sum / Math.sqrt(a * b) * Math.sqrt(N));
  }

  @Test
  void neighboursAndDifferentNamesAreUncorrelated() {
    var rng = Rng.of(3, "test");
    assertThat(correlation(rng::normal, i -> rng.normal(i + 1))).isLessThan(4);
    assertThat(correlation(rng::normal, i -> rng.normal(i + 2))).isLessThan(4);
    assertThat(correlation(rng::normal, Rng.of(4, "test")::normal)).isLessThan(4);
    assertThat(correlation(rng::normal, Rng.of(3, "tesu")::normal)).isLessThan(4);
    assertThat(correlation(rng::normal, Rng.of(3, "test", 0)::normal)).isLessThan(4);
    assertThat(correlation(rng.derive(1)::normal, rng.derive(2)::normal)).isLessThan(4);
    assertThat(correlation(rng.derive("a")::normal, rng.derive("b")::normal)).isLessThan(4);
  }

  @Test
  void theSameNameGivesTheSameNumbersInAnyOrder() {
    var rng = Rng.of(5, "init", 7);
    double late = rng.normal(1234);
    assertThat(Rng.of(5, "init", 7).normal(1234)).isEqualTo(late);
    assertThat(Rng.of(5, "init").derive(7).key()).isEqualTo(rng.key());
  }

  @Test
  void theKeysDoNotChangeFromOneVersionToTheNext() {
    // A run that is resumed by a later version must go on with the same numbers.
    assertThat(Rng.of(0, "init").key()).isEqualTo(KEY_0);
    assertThat(Rng.of(42, "dropout", 1, 2, 3).key()).isEqualTo(KEY_42);
    assertThat(Rng.of(-1, "").key()).isEqualTo(KEY_EMPTY);
  }

  private static final long KEY_0 = 0xA9C4DDC2C12F28D2L;
  private static final long KEY_42 = 0xB93EDB30280859A2L;
  private static final long KEY_EMPTY = 0x5DC20AA7B2A27137L;

  @Test
  void derivedGeneratorsAllDiffer() {
    Set<Long> keys = new HashSet<>();
    for (long seed = -3; seed <= 3; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba", "init", "dropout"}) {
        var rng = Rng.of(seed, purpose);
        assertThat(keys.add(rng.key())).isTrue();
        for (long part = -2; part < 100; part++) {
          assertThat(keys.add(rng.derive(part).key())).isTrue();
        }
        assertThat(keys.add(rng.derive("0").key())).isTrue();
        assertThat(keys.add(rng.derive(0).derive(1).key())).isTrue();
        assertThat(keys.add(rng.derive(1).derive(0).key())).isTrue();
      }
    }
  }

  @Test
  void wholeNumbersBelowABoundAreEvenlySpread() {
    var rng = Rng.of(6, "test");
    int[] counts = new int[7];
    for (int i = 0; i < N; i++) {
      counts[rng.below(7, i)]++;
    }
    assertThat(chiSquare(counts, N / 7.0)).isLessThan(27.9); // 6 degrees of freedom, p = 0.0001
    assertThat(rng.below(1, 5)).isZero();
    assertThatThrownBy(() -> rng.below(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[rng] the bound must be positive, not 0");
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum() / expected;
  }

  @Test
  void aPermutationHasEveryNumberOnce() {
    for (int n : new int[] {0, 1, 2, 97, 1000}) {
      int[] order = Rng.of(7, "order", n).permutation(n);
      assertThat(order.clone()).hasSize(n);
      Arrays.sort(order);
      assertThat(order).isEqualTo(IntStream.range(0, n).toArray());
    }
  }

  @Test
  void allPermutationsOfFourAreEquallyLikely() {
    int[] counts = new int[256];
    int draws = 24_000;
    for (int i = 0; i < draws; i++) {
      int[] order = Rng.of(8, "order", i).permutation(4);
      counts[order[0] + 4 * order[1] + 16 * order[2] + 64 * order[3]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertThat(seen).hasSize(24);
    assertThat(chiSquare(seen, draws / 24.0)).isLessThan(58.6); // 23 degrees, p = 0.0001
  }

  @Test
  void everyNumberOfALongPermutationLandsEverywhere() {
    int n = 10;
    int draws = 20_000;
    int[] places = new int[n * n];
    for (int i = 0; i < draws; i++) {
      int[] order = Rng.of(9, "order", i).permutation(n);
      for (int at = 0; at < n; at++) {
        places[order[at] * n + at]++;
      }
    }
    // (n − 1)² = 81 degrees of freedom, p = 0.0001
    assertThat(chiSquare(places, draws / (double) n)).isLessThan(135.5);
  }

  @Test
  void fillsArraysOfAnyLayoutInRowMajorOrder() {
    var rng = Rng.of(10, "fill");
    var dense = rng.fillUniform(NDArray.allocate(DType.F32, Shape.of(3, 5)), -2, 3);
    var turned = rng.fillUniform(NDArray.allocate(DType.F32, Shape.of(5, 3)).transpose(), -2, 3);
    assertThat(turned.toDoubles()).isEqualTo(dense.toDoubles());
    assertThat(dense.toDoubles()).doesNotHaveDuplicates();
    assertThat(Arrays.stream(dense.toDoubles())).allMatch(x -> x >= -2 && x <= 3);
    var normal = rng.fillNormal(NDArray.allocate(DType.F64, Shape.of(7)), 5, 2);
    for (int i = 0; i < 7; i++) {
      assertThat(normal.get(i)).isEqualTo(5 + 2 * rng.normal(i));
    }
  }

  @Test
  void theFactoriesOfTensorsAreKeyedBySeedAndShape() {
    assertThat(Tensor.normal(1, 2, 3).toDoubles()).isEqualTo(Tensor.normal(1, 6).toDoubles());
    assertThat(Tensor.normal(1, 5).toDoubles()).isNotEqualTo(Tensor.normal(2, 5).toDoubles());
    assertThat(Tensor.uniform(1, 5).toDoubles()).isNotEqualTo(Tensor.normal(1, 5).toDoubles());
    assertThat(Tensor.uniform(1, 2, 3).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(Arrays.stream(Tensor.uniform(1, 1000).toDoubles())).allMatch(x -> x >= 0 && x < 1);
  }
}
