package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.FourAtOnce;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductsTest {
  private static final Kernels REFERENCE = new ReferenceKernels();

  // Those with few rows go through sgemm, the others through primitives.
  private static final int[][] SIZES = {
    {1, 1, 1},
    {2, 3, 5},
    {1, 7, 131},
    {7, 1, 131},
    {13, 11, 1},
    {67, 61, 71},
    {64, 257, 31},
    {101, 103, 107},
    {3, 211, 431},
    {211, 3, 431},
    {64, 128, 256},
    {257, 129, 64}
  };

  private enum Layout {
    ROWS,
    COLUMNS,
    SLICED_ROWS,
    SLICED_COLUMNS
  }

  @BeforeAll
  static void whereThereIsOneDnn() {
    assumeTrue(Platform.current() != null, "no oneDNN for this platform");
    assertThat(MatrixProducts.unusableReason()).isEmpty();
  }

  private static NDArray random(Random random, Layout layout, int rows, int columns) {
    var numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    var dense = NDArray.of(numbers, rows, columns);
    var window =
        switch (layout) {
          case ROWS -> NDArray.permanent(DType.F32, Shape.of(rows, columns));
          case COLUMNS -> NDArray.permanent(DType.F32, Shape.of(columns, rows)).transpose();
          case SLICED_ROWS ->
              NDArray.permanent(DType.F32, Shape.of(rows + 3, columns + 5))
                  .slice(0, 2, rows + 2)
                  .slice(1, 3, columns + 3);
          case SLICED_COLUMNS ->
              NDArray.permanent(DType.F32, Shape.of(columns + 3, rows + 5))
                  .slice(0, 1, columns + 1)
                  .slice(1, 4, rows + 4)
                  .transpose();
        };
    return window.copyFrom(dense);
  }

  private static NDArray abs(NDArray x) {
    var numbers = x.toDoubles();
    Arrays.setAll(numbers, i -> Math.abs(numbers[i]));
    return NDArray.permanent(DType.F64, x.shape()).copyFrom(numbers);
  }

  /** Σ |a| · |b|, to which the rounding errors of each element are in proportion. */
  private static double[] magnitudes(NDArray a, NDArray b) {
    var shape = Shape.of(a.shape().dim(0), b.shape().dim(1));
    var out = NDArray.permanent(DType.F64, shape);
    REFERENCE.matmul(abs(a), abs(b), out);
    return out.toDoubles();
  }

  private static double tolerance(int length) {
    return 2e-7 * (1 + Math.sqrt(length));
  }

  private static void assertNear(NDArray actual, double[] expected, double[] allowed) {
    double[] numbers = actual.toDoubles();
    assertThat(numbers).hasSameSizeAs(expected);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i])
          .as("element %d of %s", i, actual.shape())
          .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(allowed[i]));
    }
  }

  private static double[] scaled(double[] numbers, double factor) {
    return Arrays.stream(numbers).map(x -> x * factor + 1e-30).toArray();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void aProductIsThatOfTheReferenceInEveryLayout(Layout layoutOfA) {
    var random = new Random(1);
    var products = new MatrixProducts(Precision.F32);
    for (int[] size : SIZES) {
      for (var layoutOfB : Layout.values()) {
        for (var layoutOfOut : Layout.values()) {
          var a = random(random, layoutOfA, size[0], size[2]);
          var b = random(random, layoutOfB, size[2], size[1]);
          var out = random(random, layoutOfOut, size[0], size[1]).fill(Double.NaN);
          assertThat(products.matmul(a, b, out)).isTrue();
          var expected = NDArray.permanent(DType.F64, out.shape());
          REFERENCE.matmul(a, b, expected);
          var allowed = scaled(magnitudes(a, b), tolerance(size[2]));
          assertNear(out, expected.toDoubles(), allowed);
        }
      }
    }
  }

  @Test
  void nothingIsWrittenBesideTheOutput() {
    var random = new Random(2);
    var products = new MatrixProducts(Precision.F32);
    for (int[] size : SIZES) {
      int m = size[0];
      int n = size[1];
      var around = NDArray.permanent(DType.F32, Shape.of(m + 2, n + 3)).fill(7);
      var out = around.slice(0, 1, m + 1).slice(1, 2, n + 2);
      var a = random(random, Layout.ROWS, m, size[2]);
      var b = random(random, Layout.COLUMNS, size[2], n);
      assertThat(products.matmul(a, b, out)).isTrue();
      out.fill(7);
      assertThat(around.toFloats()).containsOnly(7f);
    }
  }

  @Test
  void aLinearMapIsThatOfTheReferenceWithAndWithoutBiasAndRelu() {
    var random = new Random(3);
    var products = new MatrixProducts(Precision.F32);
    for (int[] size : SIZES) {
      for (int variant = 0; variant < 8; variant++) {
        var layout = (variant & 4) == 0 ? Layout.ROWS : Layout.SLICED_ROWS;
        var x = random(random, layout, size[0], size[2]);
        var weight = random(random, layout, size[1], size[2]);
        var bias = (variant & 1) == 0 ? null : random(random, Layout.ROWS, 1, size[1]).squeeze(0);
        boolean relu = (variant & 2) != 0;
        var out = random(random, layout, size[0], size[1]).fill(Double.NaN);
        assertThat(products.linear(x, weight, bias, relu, out)).isTrue();
        var expected = NDArray.permanent(DType.F64, out.shape());
        REFERENCE.linear(x, weight, bias, relu, expected);
        var allowed = scaled(magnitudes(x, weight.transpose()), tolerance(size[2]));
        Arrays.setAll(allowed, i -> allowed[i] + 1e-6);
        assertNear(out, expected.toDoubles(), allowed);
      }
    }
  }

  @Test
  void withBfloat16EachProductHasTheBitsOfOneOfThePrecisions() {
    var random = new Random(4);
    var products = new MatrixProducts(Precision.BF16);
    for (int[] size : SIZES) {
      for (var layoutOfB : Layout.values()) {
        var a = random(random, Layout.ROWS, size[0], size[2]);
        var b = random(random, layoutOfB, size[2], size[1]);
        var out = random(random, Layout.ROWS, size[0], size[1]).fill(Double.NaN);
        assertThat(products.matmul(a, b, out)).isTrue();
        assertOnePrecision(a, b, out);
        assertThat(products.linear(a, b.transpose(), null, false, out.fill(Double.NaN))).isTrue();
        assertOnePrecision(a, b, out);
      }
    }
  }

  @Test
  void largeFactorsAreRoundedWherePairsAreMultiplied() {
    var random = new Random(14);
    var products = new MatrixProducts(Precision.BF16);
    for (int[] size : new int[][] {{17, 131, 257}, {67, 71, 83}, {128, 16, 300}}) {
      assertThat(HalfWay.PAIRS.rounds(size[0], size[1], size[2])).isTrue();
      assertThat(HalfWay.TILES.rounds(size[0], size[1], size[2])).isFalse();
      assertThat(HalfWay.NONE.rounds(size[0], size[1], size[2])).isFalse();
      for (var layout : Layout.values()) {
        var a = random(random, layout, size[0], size[2]);
        var b = random(random, layout, size[2], size[1]);
        var out = random(random, Layout.SLICED_ROWS, size[0], size[1]).fill(Double.NaN);
        assertThat(products.matmul(a, b, out)).isTrue();
        switch (HalfWay.OF_PROCESSOR) {
          case PAIRS -> assertProduct(REFERENCE.at(Precision.BF16), a, b, out);
          case TILES -> assertOnePrecision(a, b, out);
          case NONE -> assertProduct(REFERENCE, a, b, out);
        }
      }
    }
    assertThat(HalfWay.PAIRS.rounds(15, 1000, 1000)).isFalse();
    assertThat(HalfWay.PAIRS.rounds(32, 32, 200)).isFalse();
  }

  private static void assertProduct(Kernels kernels, NDArray a, NDArray b, NDArray out) {
    var expected = NDArray.permanent(DType.F64, out.shape());
    kernels.matmul(a, b, expected);
    double[] allowed = scaled(magnitudes(a, b), tolerance(a.shape().dim(1)));
    assertNear(out, expected.toDoubles(), allowed);
  }

  @Test
  void aFactorInBfloat16IsMultipliedAsItIsAndTheOtherOneIsRounded() {
    var random = new Random(9);
    var rounding = REFERENCE.at(Precision.BF16);
    for (int[] size : SIZES) {
      for (var layout : Layout.values()) {
        var x = halves(random(random, layout, size[0], size[2]));
        var weight = random(random, layout, size[1], size[2]);
        var bias = random(random, Layout.ROWS, 1, size[1]).squeeze(0);
        var products = new MatrixProducts(Precision.BF16);
        var out = random(random, Layout.SLICED_ROWS, size[0], size[1]).fill(99);
        if (products.linear(x, weight, bias, true, out)) {
          var expected = NDArray.permanent(DType.F64, out.shape());
          rounding.linear(x, weight, bias, true, expected);
          var allowed = scaled(magnitudes(x, weight.transpose()), tolerance(size[2]));
          Arrays.setAll(allowed, i -> allowed[i] + 1e-6);
          assertNear(out, expected.toDoubles(), allowed);
        } else {
          assertThat(HalfWay.OF_PROCESSOR).isEqualTo(HalfWay.NONE);
          assertThat(out.toFloats()).containsOnly(99);
        }
        var upstream = random(random, layout, size[0], size[1]).transpose();
        var gradient = random(random, Layout.SLICED_ROWS, size[1], size[2]).fill(99);
        if (products.matmul(upstream, x, gradient)) {
          var expected = NDArray.permanent(DType.F64, gradient.shape());
          rounding.matmul(upstream, x, expected);
          var allowed = scaled(magnitudes(upstream, x), tolerance(size[0]));
          assertNear(gradient, expected.toDoubles(), allowed);
        } else {
          assertThat(HalfWay.OF_PROCESSOR).isEqualTo(HalfWay.NONE);
          assertThat(gradient.toFloats()).containsOnly(99);
        }
      }
    }
  }

  /** The same numbers in BF16, in the same strides. */
  private static NDArray halves(NDArray x) {
    boolean turned = x.stride(0) == 1 && x.shape().dim(0) > 1;
    var rows = turned ? x.transpose() : x;
    var around =
        NDArray.permanent(DType.BF16, Shape.of(rows.shape().dim(0), rows.shape().dim(1) + 5));
    var inner = around.slice(1, 2, rows.shape().dim(1) + 2).copyFrom(rows);
    return turned ? inner.transpose() : inner;
  }

  private static void assertOnePrecision(NDArray a, NDArray b, NDArray out) {
    var exact = NDArray.permanent(DType.F64, out.shape());
    REFERENCE.matmul(a, b, exact);
    var rounded = NDArray.permanent(DType.F64, out.shape());
    REFERENCE.at(Precision.BF16).matmul(a, b, rounded);
    var allowed = scaled(magnitudes(a, b), tolerance(a.shape().dim(1)));
    assertThat(isNear(out, exact, allowed) || isNear(out, rounded, allowed))
        .as("product %s · %s", a.shape(), b.shape())
        .isTrue();
  }

  private static boolean isNear(NDArray actual, NDArray expected, double[] allowed) {
    double[] numbers = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      if (!(Math.abs(numbers[i] - wanted[i]) <= allowed[i])) {
        return false;
      }
    }
    return true;
  }

  @Test
  void batchesAreProductsOfTheirParts() {
    var random = new Random(5);
    var products = new MatrixProducts(Precision.F32);
    var a = random(random, Layout.ROWS, 2 * 3 * 5, 7).reshape(2, 3, 5, 7);
    var b = random(random, Layout.ROWS, 2 * 3 * 7, 11).reshape(2, 3, 7, 11);
    var shared = random(random, Layout.COLUMNS, 7, 11).unsqueeze(0).unsqueeze(0);
    var permuted = random(random, Layout.ROWS, 3 * 2 * 11, 7).reshape(3, 2, 11, 7);
    var rights = List.of(b, shared.expand(Shape.of(2, 3, 7, 11)), permuted.permute(1, 0, 3, 2));
    for (var right : rights) {
      var out = NDArray.permanent(DType.F32, Shape.of(2, 3, 5, 11)).fill(Double.NaN);
      assertThat(products.matmul(a, right, out)).isTrue();
      var expected = NDArray.permanent(DType.F64, out.shape());
      REFERENCE.matmul(a, right, expected);
      double[] allowed = new double[expected.toDoubles().length];
      Arrays.fill(allowed, 7 * tolerance(7));
      assertNear(out, expected.toDoubles(), allowed);
    }
  }

  @Test
  void anEmptySumIsZeroOrTheBias() {
    var products = new MatrixProducts(Precision.F32);
    var out = NDArray.permanent(DType.F32, Shape.of(3, 2)).fill(9);
    var empty = NDArray.permanent(DType.F32, Shape.of(3, 0));
    assertThat(products.matmul(empty, NDArray.permanent(DType.F32, Shape.of(0, 2)), out)).isTrue();
    assertThat(out.toFloats()).containsOnly(0f);
    var weight = NDArray.permanent(DType.F32, Shape.of(2, 0));
    assertThat(products.linear(empty, weight, NDArray.of(new float[] {-1, 2}), true, out)).isTrue();
    assertThat(out.toFloats()).containsExactly(0, 2, 0, 2, 0, 2);
    var none = NDArray.permanent(DType.F32, Shape.of(0, 2));
    var x = NDArray.permanent(DType.F32, Shape.of(0, 5));
    assertThat(products.matmul(x, NDArray.permanent(DType.F32, Shape.of(5, 2)), none)).isTrue();
  }

  @Test
  void whatItCannotDoIsRefusedAndLeavesTheOutput() {
    var products = new MatrixProducts(Precision.F32);
    var doubles = NDArray.permanent(DType.F64, Shape.of(3, 3)).fill(1);
    assertThat(products.matmul(doubles, doubles, doubles)).isFalse();
    var out = NDArray.permanent(DType.F32, Shape.of(3, 3)).fill(5);
    var right = NDArray.permanent(DType.F32, Shape.of(3, 3)).fill(1);
    var strided = NDArray.permanent(DType.F32, Shape.of(3, 3, 2)).slice(2, 0, 1).squeeze(2);
    assertThat(products.matmul(strided, right, out)).isFalse();
    var stretched = NDArray.permanent(DType.F32, Shape.of(1, 3)).expand(Shape.of(3, 3));
    assertThat(products.matmul(stretched, right, out)).isFalse();
    assertThat(products.linear(right, right, null, true, out.transpose())).isFalse();
    assertThat(out.toFloats()).containsOnly(5f);
  }

  @Test
  void factorsInBfloat16AreRefusedInF32WhichWouldRoundTheOtherOne() {
    var random = new Random(11);
    var products = new MatrixProducts(Precision.F32);
    var x = halves(random(random, Layout.ROWS, 64, 32));
    var out = NDArray.permanent(DType.F32, Shape.of(64, 48)).fill(99);
    var gradient = NDArray.permanent(DType.F32, Shape.of(48, 32)).fill(99);
    var weight = random(random, Layout.ROWS, 48, 32);
    var upstream = random(random, Layout.ROWS, 64, 48).transpose();
    assertThat(products.linear(x, weight, null, false, out)).isFalse();
    assertThat(products.matmul(upstream, x, gradient)).isFalse();
    assertThat(out.toFloats()).containsOnly(99);
    assertThat(gradient.toFloats()).containsOnly(99);
  }

  @Test
  void notANumberPassesThroughRelu() {
    var products = new MatrixProducts(Precision.F32);
    for (int rows : new int[] {2, 67}) {
      var x = NDArray.permanent(DType.F32, Shape.of(rows, 71)).fill(1);
      x.set(Double.NaN, 1, 3);
      var weight = NDArray.permanent(DType.F32, Shape.of(61, 71)).fill(1);
      var out = NDArray.permanent(DType.F32, Shape.of(rows, 61));
      assertThat(products.linear(x, weight, null, true, out)).isTrue();
      assertThat(out.get(1, 5)).as("with %d rows", rows).isNaN();
      assertThat(out.get(0, 5)).isEqualTo(71);
    }
  }

  @Test
  void fourThreadsGetTheBitsThatOneGets() throws Exception {
    var random = new Random(6);
    for (var precision : Precision.values()) {
      var products = new MatrixProducts(precision);
      var lefts = new ArrayList<NDArray>();
      var rights = new ArrayList<NDArray>();
      var expected = new ArrayList<float[]>();
      for (int[] size : SIZES) {
        var a = random(random, Layout.ROWS, size[0], size[2]);
        var b = random(random, Layout.COLUMNS, size[2], size[1]);
        lefts.add(a);
        rights.add(b);
        expected.add(product(products, a, b));
      }
      Callable<Boolean> task =
          () -> {
            for (int round = 0; round < 20; round++) {
              for (int i = 0; i < lefts.size(); i++) {
                var actual = product(products, lefts.get(i), rights.get(i));
                assertThat(Arrays.equals(actual, expected.get(i))).isTrue();
              }
            }
            return true;
          };
      FourAtOnce.allGiveTrue(task);
    }
  }

  private static float[] product(MatrixProducts products, NDArray a, NDArray b) {
    var out = NDArray.permanent(DType.F32, Shape.of(a.shape().dim(0), b.shape().dim(1)));
    assertThat(products.matmul(a, b, out)).isTrue();
    return out.toFloats();
  }

  @Test
  void moreShapesThanALaneKeepsStayRightAndTheirMemoryIsFreed() throws Exception {
    var random = new Random(7);
    var products = new MatrixProducts(Precision.F32);
    var a = random(random, Layout.ROWS, 64, 700);
    var b = random(random, Layout.ROWS, 700, 64);
    var out = NDArray.permanent(DType.F32, Shape.of(64, 64));
    long settled = 0;
    for (int round = 0; round < 5; round++) {
      for (int k = 100; k < 100 + 2 * Lane.CAPACITY; k++) {
        assertThat(products.matmul(a.slice(1, 0, k), b.slice(0, 0, k), out)).isTrue();
        double expected = 0;
        double magnitude = 0;
        for (int i = 0; i < k; i++) {
          expected += a.get(63, i) * b.get(i, 5);
          magnitude += Math.abs(a.get(63, i) * b.get(i, 5));
        }
        assertThat(Math.abs(out.get(63, 5) - expected)).isLessThan(tolerance(k) * magnitude);
      }
      settled = round == 1 ? residentMegabytes() : settled;
    }
    // 1,500 products later: one that is not freed holds 20 KB or more.
    assertThat(residentMegabytes() - settled).isLessThan(15);
  }

  /** Memory of this process, 0 where the system does not say. */
  private static long residentMegabytes() throws IOException {
    var status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (var line : Files.readAllLines(status)) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }

  @Test
  void aCallAllocatesNothingOnceCompiled() throws Throwable {
    var random = new Random(8);
    var x = random(random, Layout.ROWS, 64, 97);
    var weight = random(random, Layout.ROWS, 101, 97);
    var bias = random(random, Layout.ROWS, 1, 101).squeeze(0);
    var out = NDArray.permanent(DType.F32, Shape.of(64, 101));
    var small = NDArray.permanent(DType.F32, Shape.of(5, 101));
    var right = weight.transpose();
    var left = x.slice(0, 0, 5);
    var products = new MatrixProducts(Precision.F32);
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 30 && bytes >= 100_000; round++) {
      long before = allocatedBytes();
      for (int i = 0; i < 1000; i++) {
        products.linear(x, weight, bias, true, out);
        products.linear(left, weight, bias, true, small);
        products.matmul(x, right, out);
        products.matmul(left, right, small);
      }
      bytes = allocatedBytes() - before;
    }
    assertThat(bytes).isLessThan(100_000); // 4,000 calls; the measuring itself allocates some
  }

  /** By name: the module of this package does not read those of the management interface. */
  private static long allocatedBytes() throws Throwable {
    var lookup = MethodHandles.publicLookup();
    var factory = Class.forName("java.lang.management.ManagementFactory");
    var plain = Class.forName("java.lang.management.ThreadMXBean");
    var bean = Class.forName("com.sun.management.ThreadMXBean");
    var threads =
        lookup.findStatic(factory, "getThreadMXBean", MethodType.methodType(plain)).invoke();
    return (long)
        lookup
            .findVirtual(bean, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
            .invoke(bean.cast(threads));
  }
}
