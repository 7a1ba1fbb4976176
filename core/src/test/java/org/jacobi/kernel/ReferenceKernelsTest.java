package org.jacobi.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the contract of {@link Kernels} asks beyond what the operations use. */
final class ReferenceKernelsTest {
  private static final Kernels KERNELS = new ReferenceKernels();
  private static final NDArray A = sample(3, 5);
  private static final NDArray B = sample(5, 3).transpose();

  private static NDArray sample(int... dims) {
    var array = NDArray.allocate(DType.F32, Shape.of(dims));
    double[] numbers = new double[(int) array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * 7 % 11 / 4.0 - 1;
    }
    return array.copyFrom(numbers);
  }

  private static NDArray indices(int rows, int columns, int bound) {
    var array = NDArray.allocate(DType.I64, Shape.of(rows, columns));
    long[] numbers = new long[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * i % bound;
    }
    return array.copyFrom(numbers);
  }

  /** Calls that write one F32 output, by the shape of that output. */
  private static Map<String, Map.Entry<Shape, Consumer<NDArray>>> calls() {
    Map<String, Map.Entry<Shape, Consumer<NDArray>>> calls = new LinkedHashMap<>();
    var wide = Shape.of(3, 5);
    var row = NDArray.of(new float[] {0.5f, 1, 2}, 3, 1);
    var condition = A.cast(DType.BOOL);
    calls.put("unary", Map.entry(wide, o -> KERNELS.unary(UnaryFn.EXP, 0, A, o)));
    calls.put("binary", Map.entry(wide, o -> KERNELS.binary(BinaryFn.SUB, A, B, o)));
    calls.put("where", Map.entry(wide, o -> KERNELS.where(condition, A, B, o)));
    calls.put(
        "reduce",
        Map.entry(Shape.of(3, 1), o -> KERNELS.reduce(ReduceFn.SUM, A, new int[] {1}, o)));
    calls.put("matmul", Map.entry(Shape.of(3, 3), o -> KERNELS.matmul(A, B.transpose(), o)));
    calls.put(
        "batched matmul",
        Map.entry(Shape.of(2, 3, 7), o -> KERNELS.matmul(sample(2, 3, 5), sample(2, 5, 7), o)));
    calls.put(
        "linear", Map.entry(Shape.of(3, 2), o -> KERNELS.linear(A, sample(2, 5), null, false, o)));
    calls.put("gather", Map.entry(Shape.of(2, 5), o -> KERNELS.gather(A, 0, indices(2, 5, 3), o)));
    calls.put(
        "scatterAdd",
        Map.entry(Shape.of(7, 5), o -> KERNELS.scatterAdd(A, 0, indices(3, 5, 7), o)));
    calls.put("softmax", Map.entry(wide, o -> KERNELS.softmax(A, o)));
    calls.put("logSoftmax", Map.entry(wide, o -> KERNELS.logSoftmax(A, o)));
    calls.put("crossEntropy", Map.entry(wide, o -> KERNELS.crossEntropy(A, B, sample(3), o)));
    calls.put(
        "crossEntropyGradient",
        Map.entry(wide, o -> KERNELS.crossEntropyGradient(row.squeeze(1), A, B, o)));
    calls.put("dropoutMask", Map.entry(wide, o -> KERNELS.dropoutMask(17, 0.4, o)));
    calls.put(
        "standardize",
        Map.entry(
            wide,
            o ->
                KERNELS.standardize(
                    A, new int[] {0}, 0.1, null, null, o, sample(1, 5), sample(1, 5))));
    calls.put(
        "standardizeGradient",
        Map.entry(
            wide,
            o ->
                KERNELS.standardizeGradient(
                    A, B, row, row, null, new int[] {1}, 0.1, o, null, null)));
    return calls;
  }

  @Test
  void rowsOfBytesBecomeScaledNumbersInTheOrderOfTheirNumbers() {
    var bytes =
        NDArray.allocate(DType.U8, Shape.of(3, 2)).copyFrom(new long[] {0, 1, 127, 128, 254, 255});
    var out = NDArray.allocate(DType.F32, Shape.of(2, 2)).fill(Double.NaN);
    KERNELS.scaleRows(bytes, new int[] {1, 2, 0, 1}, 1, 3, 0.5f, -1, out);
    assertThat(out.toDoubles()).containsExactly(126, 126.5, -1, -0.5);
    var half = NDArray.allocate(DType.BF16, Shape.of(1, 2));
    KERNELS.scaleRows(bytes, new int[] {1}, 0, 1, 1, 0x1p-8f, half);
    assertThat(half.toDoubles()).containsExactly(127, 128); // of 127.0039… and 128.0039…
  }

  @Test
  void rowsAreRoundedToTheNearestInTheOrderOfTheirNumbers() {
    double next = 1 + 0x1p-7;
    var x =
        NDArray.allocate(DType.F32, Shape.of(3, 2))
            .copyFrom(new double[] {9, 9, 1 + 0x1p-8, next + 0x1p-8, -0x1.01fffep1, Double.NaN});
    var out = NDArray.allocate(DType.BF16, Shape.of(2, 2));
    KERNELS.roundRows(x, new int[] {0, 2, 1, 0}, 1, 3, out);
    assertThat(out.toDoubles()).containsExactly(-2 - 0x1p-6, Double.NaN, 1, 1 + 0x1p-6);
  }

  @Test
  void aFactorInBf16CountsAsItsNumbers() {
    var random = new Random(3);
    var x = NDArray.of(random.doubles(6).toArray(), 2, 3).cast(DType.BF16);
    var w = NDArray.of(random.doubles(12).toArray(), 4, 3).cast(DType.F32);
    var u = NDArray.of(random.doubles(8).toArray(), 2, 4).cast(DType.F32);
    for (var kernels : List.of(KERNELS, KERNELS.at(Precision.BF16))) {
      var same = x.cast(DType.F32);
      var y = NDArray.allocate(DType.F32, Shape.of(2, 4));
      var expected = NDArray.allocate(DType.F32, Shape.of(2, 4));
      kernels.linear(x, w, null, false, y);
      kernels.linear(same, w, null, false, expected);
      assertThat(y.toFloats()).isEqualTo(expected.toFloats());
      var gradient = NDArray.allocate(DType.F32, Shape.of(4, 3));
      var wanted = NDArray.allocate(DType.F32, Shape.of(4, 3));
      kernels.matmul(u.transpose(), x, gradient);
      kernels.matmul(u.transpose(), same, wanted);
      assertThat(gradient.toFloats()).isEqualTo(wanted.toFloats());
      assertThat(kernels.factorType(1000, 1000, 1000)).isEqualTo(DType.F32);
    }
  }

  @TestFactory
  Stream<DynamicTest> writesTheWholeOfAnOutputOfAnyStrides() {
    return calls().entrySet().stream()
        .map(named ->
            DynamicTest.dynamicTest(
                named.getKey(),
                () -> {
                  Shape shape = named.getValue().getKey();
                  Consumer<NDArray> call = named.getValue().getValue();
                  var dense = NDArray.allocate(DType.F32, shape).fill(Double.NaN);
                  call.accept(dense);
                  assertThat(dense.toDoubles()).doesNotContain(Double.NaN);
                  assertThat(dense.toDoubles()).isNotEqualTo(new double[(int) shape.size()]);

                  var around = padded(shape).fill(Double.NaN);
                  call.accept(inner(around, shape));
                  assertThat(inner(around, shape).toDoubles()).isEqualTo(dense.toDoubles());
                  inner(around, shape).fill(Double.NaN);
                  assertThat(around.toDoubles()).containsOnly(Double.NaN);
                }));
  }

  /** One element wider on every side, its last two axes stored the other way round. */
  private static NDArray padded(Shape shape) {
    int[] dims = shape.toArray();
    for (int i = 0; i < dims.length; i++) {
      dims[i] += 2;
    }
    int last = dims[dims.length - 1];
    dims[dims.length - 1] = dims[dims.length - 2];
    dims[dims.length - 2] = last;
    return NDArray.allocate(DType.F32, Shape.of(dims)).transpose();
  }

  private static NDArray inner(NDArray around, Shape shape) {
    NDArray view = around;
    for (int i = 0; i < shape.rank(); i++) {
      view = view.slice(i, 1, 1 + shape.dim(i));
    }
    return view;
  }

  @Test
  void aBinaryFunctionMayWriteOverAnOperand() {
    for (BinaryFn function : BinaryFn.values()) {
      if (!function.isComparison()) {
        var apart = NDArray.allocate(DType.F32, Shape.of(3, 5));
        KERNELS.binary(function, A, B, apart);
        var left = A.copy();
        KERNELS.binary(function, left, B, left);
        assertThat(left.toDoubles()).isEqualTo(apart.toDoubles());
        var right = B.keep();
        KERNELS.binary(function, A, right, right);
        assertThat(right.toDoubles()).isEqualTo(apart.toDoubles());
      }
    }
  }

  @Test
  void comparisonsWriteTruthValues() {
    var out = NDArray.allocate(DType.BOOL, Shape.of(5, 3)).transpose();
    KERNELS.binary(BinaryFn.GREATER, A, NDArray.zeros(DType.F32, Shape.of(3, 5)), out);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        assertThat(out.get(i, j)).isEqualTo(A.get(i, j) > 0 ? 1 : 0);
      }
    }
  }

  @Test
  void sumsAreRoundedOnce() {
    // In F32 one after the other, 1 + 2⁻²⁴ + 2⁻²⁴ stays 1.
    var x = NDArray.of(new float[] {1, 0x1p-24f, 0x1p-24f}, 1, 3);
    var out = NDArray.allocate(DType.F32, Shape.of(1, 1));
    KERNELS.reduce(ReduceFn.SUM, x, new int[] {1}, out);
    assertThat(out.item()).isEqualTo(1 + 0x1p-23);
    KERNELS.matmul(x, NDArray.of(new float[] {1, 1, 1}, 3, 1), out);
    assertThat(out.item()).isEqualTo(1 + 0x1p-23);
  }

  @Test
  void extremaAreNotANumberIfOneIs() {
    var x = NDArray.of(new float[] {1, Float.NaN, 3}, 1, 3);
    var out = NDArray.allocate(DType.F32, Shape.of(1, 1));
    KERNELS.reduce(ReduceFn.MAX, x, new int[] {1}, out);
    assertThat(out.item()).isNaN();
    KERNELS.reduce(ReduceFn.MIN, x, new int[] {1}, out);
    assertThat(out.item()).isNaN();
  }
}
