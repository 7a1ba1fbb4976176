package org.jacobi.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.HotCalls;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VectorProductTest {
  private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 13, 16, 17, 31, 33, 64, 67, 127, 129};
  private static final Kernels REFERENCE = new ReferenceKernels();

  /** How a matrix lies in memory. */
  private enum Layout {
    DENSE,
    TRANSPOSED,
    ROWS_APART,
    TRANSPOSED_APART,
    SCATTERED,
    REPEATED_ROW,
    REPEATED_COLUMN
  }

  private static final Layout[] OUTPUTS = {
    Layout.DENSE, Layout.TRANSPOSED, Layout.ROWS_APART, Layout.TRANSPOSED_APART, Layout.SCATTERED
  };

  private static NDArray random(Random random, DType type, Layout layout, int rows, int columns) {
    return switch (layout) {
      case DENSE -> numbers(random, type, rows, columns);
      case TRANSPOSED -> numbers(random, type, columns, rows).transpose();
      case ROWS_APART ->
          numbers(random, type, rows + 3, columns + 5)
              .slice(0, 2, rows + 2)
              .slice(1, 3, columns + 3);
      case TRANSPOSED_APART ->
          numbers(random, type, columns + 2, rows + 5)
              .slice(0, 1, columns + 1)
              .slice(1, 3, rows + 3)
              .transpose();
      case SCATTERED ->
          numbers(random, type, rows + 1, 3 * columns + 3)
              .reshape(rows + 1, columns + 1, 3)
              .slice(0, 1, rows + 1)
              .slice(1, 0, columns)
              .slice(2, 1, 2)
              .squeeze(2);
      case REPEATED_ROW -> numbers(random, type, 1, columns).expand(Shape.of(rows, columns));
      case REPEATED_COLUMN -> numbers(random, type, rows, 1).expand(Shape.of(rows, columns));
    };
  }

  private static NDArray numbers(Random random, DType type, int rows, int columns) {
    double[] numbers = new double[rows * columns];
    Arrays.setAll(numbers, i -> random.nextGaussian());
    return NDArray.permanent(type, Shape.of(rows, columns)).copyFrom(numbers);
  }

  /** An output among other numbers, all 99, which must stay. */
  private record Framed(NDArray frame, NDArray inner) {
    static Framed of(Layout layout, int rows, int columns) {
      boolean turned = layout == Layout.TRANSPOSED || layout == Layout.TRANSPOSED_APART;
      boolean apart = layout == Layout.ROWS_APART || layout == Layout.TRANSPOSED_APART;
      int high = turned ? columns : rows;
      int wide = turned ? rows : columns;
      int step = layout == Layout.SCATTERED ? 3 : 1;
      int gap = apart ? 7 : 0;
      var frame = NDArray.permanent(DType.F32, Shape.of(high + 2, wide + gap, step)).fill(99);
      var inner =
          frame
              .slice(0, 1, high + 1)
              .slice(1, gap / 2, gap / 2 + wide)
              .slice(2, step / 2, step / 2 + 1);
      var flat = inner.squeeze(2);
      return new Framed(frame, turned ? flat.transpose() : flat);
    }

    /** Compares with an exact result; {@code sizes} holds the sums of the absolute values. */
    void check(NDArray expected, NDArray sizes, int k, String what) {
      double[] wanted = expected.toDoubles();
      double[] size = sizes.toDoubles();
      double[] got = inner.toDoubles();
      for (int i = 0; i < wanted.length; i++) {
        // Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1
        double tolerance = (k + 2) * 0x1p-24 * size[i];
        if (!(Math.abs(got[i] - wanted[i]) <= tolerance)) {
          throw new AssertionError(
              what + ": element " + i + " is " + got[i] + ", not " + wanted[i]);
        }
      }
      inner.fill(99);
      for (double number : frame.toDoubles()) {
        assertThat(number).as(what + ": around the output").isEqualTo(99);
      }
    }
  }

  private static @Nullable NDArray absolute(@Nullable NDArray x) {
    return x == null
        ? null
        : NDArray.permanent(DType.F64, x.shape())
            .copyFrom(Arrays.stream(x.toDoubles()).map(Math::abs).toArray());
  }

  private static void checkProduct(NDArray a, NDArray b, Layout layoutOut, String what) {
    var shape = Shape.of(a.shape().dim(0), b.shape().dim(1));
    var expected = NDArray.permanent(DType.F64, shape);
    REFERENCE.matmul(a, b, expected);
    var sizes = NDArray.permanent(DType.F64, shape);
    REFERENCE.matmul(absolute(a), absolute(b), sizes);
    var out = Framed.of(layoutOut, shape.dim(0), shape.dim(1));
    VectorProduct.multiply(a, b, out.inner);
    out.check(expected, sizes, b.shape().dim(0), what);
  }

  private static int size(Random random) {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static void checkProduct(Random random, int m, int k, int n) {
    var layoutA = any(random, Layout.values());
    var layoutB = any(random, Layout.values());
    var layoutOut = any(random, OUTPUTS);
    var what = "(%d×%d %s)·(%d×%d %s) → %s".formatted(m, k, layoutA, k, n, layoutB, layoutOut);
    var a = random(random, DType.F32, layoutA, m, k);
    var b = random(random, DType.F32, layoutB, k, n);
    checkProduct(a, b, layoutOut, what);
  }

  private static void checkLinear(Random random, int m, int k, int n) {
    var layoutX = any(random, Layout.values());
    var layoutW = random.nextBoolean() ? Layout.DENSE : any(random, Layout.values());
    var layoutOut = any(random, OUTPUTS);
    boolean relu = random.nextBoolean();
    var what = "(%d×%d %s)·(%d×%d %s)ᵀ → %s".formatted(m, k, layoutX, n, k, layoutW, layoutOut);
    var x = random(random, DType.F32, layoutX, m, k);
    var w = random(random, DType.F32, layoutW, n, k);
    var bias =
        random.nextInt(3) == 0
            ? null
            : random(
                    random,
                    DType.F32,
                    random.nextBoolean() ? Layout.DENSE : Layout.TRANSPOSED_APART,
                    n,
                    2)
                .slice(1, 1, 2)
                .squeeze(1);
    var expected = NDArray.permanent(DType.F64, Shape.of(m, n));
    REFERENCE.linear(x, w, bias, relu, expected);
    var out = Framed.of(layoutOut, m, n);
    VectorProduct.linear(x, w, bias, relu, out.inner);
    var sizes = NDArray.permanent(DType.F64, Shape.of(m, n));
    REFERENCE.linear(absolute(x), absolute(w), absolute(bias), false, sizes);
    out.check(expected, sizes, k, what);
  }

  @Test
  void productsOfAllSizesAndLayoutsAgreeWithTheReference() {
    var random = new Random(1);
    for (int m : SIZES) {
      for (int n : SIZES) {
        checkProduct(random, m, size(random), n);
      }
      for (int k : SIZES) {
        checkProduct(random, m, k, size(random));
        checkProduct(random, size(random), k, m);
      }
    }
  }

  @Test
  void linearOfAllSizesAndLayoutsAgreesWithTheReference() {
    var random = new Random(2);
    for (int m : SIZES) {
      for (int n : SIZES) {
        checkLinear(random, m, size(random), n);
      }
      for (int k : SIZES) {
        checkLinear(random, m, k, size(random));
        checkLinear(random, size(random), k, m);
      }
    }
  }

  @Test
  void everyLayoutMeetsEveryOther() {
    var random = new Random(3);
    for (var layoutA : Layout.values()) {
      for (var layoutB : Layout.values()) {
        for (var layoutOut : OUTPUTS) {
          var a = random(random, DType.F32, layoutA, 19, 37);
          var b = random(random, DType.F32, layoutB, 37, 41);
          checkProduct(a, b, layoutOut, layoutA + " · " + layoutB + " → " + layoutOut);
        }
      }
    }
  }

  @Test
  void factorsLargerThanABlockAgreeWithTheReference() {
    var random = new Random(4);
    checkProduct(random, 131, 293, 37); // more rows and a deeper sum than a block holds
    checkProduct(random, 7, 601, 1061); // three blocks of the sum, two of columns
    checkLinear(random, 263, 613, 83);
    checkLinear(random, 3, 1201, 1031);
  }

  @Test
  void aLeftFactorStoredByColumnsGivesTheBitsOfOneStoredByRows() {
    var random = new Random(21);
    for (int m : new int[] {5, 7, 8, 9, 31, 63, 64, 65}) {
      for (int k : new int[] {1, 2, 17, 63, 64, 65}) {
        for (int n : new int[] {3, 16, 17, 32, 33, 47}) {
          var byColumns = numbers(random, DType.F32, k, m).transpose();
          var byRows = NDArray.permanent(DType.F32, Shape.of(m, k)).copyFrom(byColumns);
          var b = numbers(random, DType.F32, k, n);
          var first = NDArray.permanent(DType.F32, Shape.of(m, n)).fill(99);
          var second = NDArray.permanent(DType.F32, Shape.of(m, n)).fill(77);
          VectorProduct.multiply(byColumns, b, first);
          VectorProduct.multiply(byRows, b, second);
          assertThat(first.toFloats()).as(m + " × " + k + " × " + n).isEqualTo(second.toFloats());
        }
      }
    }
  }

  @Test
  void reluKeepsNaNAndMakesNegativeZeroPositive() {
    for (int rows : new int[] {1, 9}) {
      float[] numbers = new float[rows * 3];
      for (int i = 0; i < rows; i++) {
        numbers[3 * i] = Float.NaN;
        numbers[3 * i + 1] = -0.0f;
        numbers[3 * i + 2] = -2;
      }
      var x = NDArray.permanent(DType.F32, Shape.of(rows, 3)).copyFrom(doubles(numbers));
      var unit = NDArray.permanent(DType.F32, Shape.of(3, 3));
      var nan = NDArray.permanent(DType.F32, Shape.of(rows, 3));
      for (int i = 0; i < 3; i++) {
        unit.set(1, i, i);
      }
      VectorProduct.linear(x, unit, null, true, nan);
      assertThat(nan.toFloats()).containsOnly(Float.NaN);
      VectorProduct.linear(x.slice(1, 1, 3), unit.slice(1, 1, 3), null, true, nan);
      assertThat(nan.toFloats()).containsOnly(0f).doesNotContain(-0.0f);
    }
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    Arrays.setAll(wide, i -> numbers[i]);
    return wide;
  }

  @Test
  void anElementDoesNotDependOnTheOtherRowsOnceThereAreFive() {
    var random = new Random(6);
    var x = numbers(random, DType.F32, 67, 301);
    var w = numbers(random, DType.F32, 41, 301);
    var all = NDArray.permanent(DType.F32, Shape.of(67, 41));
    VectorProduct.linear(x, w, null, false, all);
    for (int rows : new int[] {5, 8, 13, 64}) {
      var part = NDArray.permanent(DType.F32, Shape.of(rows, 41));
      VectorProduct.linear(x.slice(0, 3, 3 + rows), w, null, false, part);
      assertThat(part.toFloats()).isEqualTo(all.slice(0, 3, 3 + rows).toFloats());
    }
    var four = NDArray.permanent(DType.F32, Shape.of(4, 41));
    var one = NDArray.permanent(DType.F32, Shape.of(1, 41));
    VectorProduct.linear(x.slice(0, 0, 4), w, null, false, four);
    VectorProduct.linear(x.slice(0, 3, 4), w, null, false, one);
    assertThat(one.toFloats()).isEqualTo(four.slice(0, 3, 4).toFloats());
  }

  // ---- bits ----

  /** A number that changes with any bit of the results of one call of each kind. */
  private static long fingerprint() {
    var random = new Random(7);
    long hash = 1;
    int[][] shapes = {
      {1, 83, 29}, {3, 33, 17}, {9, 37, 35}, {13, 301, 19}, {21, 5, 1}, {17, 18, 2}
    };
    for (int[] shape : shapes) {
      var x = numbers(random, DType.F32, shape[0], shape[1]);
      var bias = numbers(random, DType.F32, 1, shape[2]).reshape(shape[2]);
      var w = numbers(random, DType.F32, shape[2], shape[1]);
      var y = NDArray.permanent(DType.F32, Shape.of(shape[0], shape[2]));
      VectorProduct.linear(x, w, bias, true, y);
      hash = 31 * hash + Arrays.hashCode(y.toFloats());
      var b = numbers(random, DType.F32, shape[1], shape[2]);
      var out = NDArray.permanent(DType.F32, Shape.of(shape[2], shape[0]));
      VectorProduct.multiply(b.transpose(), x.transpose(), out);
      hash = 31 * hash + Arrays.hashCode(out.toFloats());
    }
    return hash;
  }

  /** Prints the fingerprint, for the JVM that only interprets. */
  public static final class Fingerprint {
    private Fingerprint() {}

    public static void main(String[] arguments) {
      System.out.println("fingerprint " + fingerprint());
    }
  }

  @Test
  void theInterpreterAndTheCompilerGiveTheSameBits() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xint",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Fingerprint.class.getName())
            .redirectErrorStream(true)
            .start();
    long first = fingerprint();
    long hot = first;
    for (int i = 0; i < 1000; i++) {
      hot = fingerprint();
      assertThat(hot).isEqualTo(first);
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("fingerprint " + hot + System.lineSeparator());
  }

  @Test
  void fourThreadsAtOnceGiveTheSameBitsPlatformOrVirtual() throws Exception {
    long alone = fingerprint();
    for (var pool :
        List.of(Executors.newFixedThreadPool(4), Executors.newVirtualThreadPerTaskExecutor())) {
      try (pool) {
        var tasks = new ArrayList<Callable<Long>>();
        for (int i = 0; i < 40; i++) {
          tasks.add(VectorProductTest::fingerprint);
        }
        for (var result : pool.invokeAll(tasks)) {
          assertThat(result.get()).isEqualTo(alone);
        }
      }
    }
  }

  // ---- memory ----

  static final class Hot extends HotCalls {
    @Override
    protected List<Runnable> calls() {
      var random = new Random(8);
      var calls = new ArrayList<Runnable>();
      for (int rows : new int[] {1, 3, 64}) {
        var x = numbers(random, DType.F32, rows, 47);
        var w = numbers(random, DType.F32, 35, 47);
        var bias = numbers(random, DType.F32, 1, 35).reshape(35);
        var y = NDArray.permanent(DType.F32, Shape.of(rows, 35));
        calls.add(() -> VectorProduct.linear(x, w, bias, true, y));
        var u = numbers(random, DType.F32, rows, 35);
        var out = NDArray.permanent(DType.F32, Shape.of(35, 47));
        var turned = u.transpose();
        calls.add(() -> VectorProduct.multiply(turned, x, out));
      }
      return calls;
    }
  }

  @Test
  void aHotCallAllocatesNothing() throws Exception {
    HotCalls.assertMakeNothing(Hot.class, 1000, 500);
  }
}
