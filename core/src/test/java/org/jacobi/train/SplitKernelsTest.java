package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.ForwardingKernels;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitKernelsTest {
  private static final Kernels PLAIN = new ReferenceKernels();
  private static int seed;

  /** Writes down the shape of each output. */
  private static final class Watched extends ForwardingKernels {
    final List<String> outputs = new CopyOnWriteArrayList<>();

    Watched() {
      super(PLAIN);
    }

    @Override
    public Kernels at(Precision precision) {
      return this;
    }

    @Override
    public void linear(NDArray x, NDArray w, @Nullable NDArray b, boolean relu, NDArray out) {
      outputs.add(out.shape().toString());
      super.linear(x, w, b, relu, out);
    }

    @Override
    public void matmul(NDArray a, NDArray b, NDArray out) {
      outputs.add(out.shape().toString());
      super.matmul(a, b, out);
    }

    @Override
    public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
      outputs.add(out.shape().toString());
      super.unary(function, parameter, x, out);
    }

    @Override
    public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
      outputs.add(out.shape().toString());
      super.binary(function, a, b, out);
    }
  }

  private static NDArray random(int... dims) {
    var random = new Random(++seed);
    var array = NDArray.allocate(DType.F32, Shape.of(dims));
    return array.copyFrom(random.doubles(array.size(), -1, 1).toArray());
  }

  /** Computes by the plain kernels and in parts, holds both to be the same, and gives the parts. */
  private static List<String> parts(BiConsumer<Kernels, NDArray> call, int... dims) {
    var expected = NDArray.allocate(DType.F32, Shape.of(dims)).fill(Double.NaN);
    call.accept(PLAIN, expected);
    var watched = new Watched();
    var out = NDArray.allocate(DType.F32, Shape.of(dims)).fill(Double.NaN);
    call.accept(new SplitKernels(watched, new Workers(3)), out);
    assertThat(out.toDoubles()).containsExactly(expected.toDoubles()).doesNotContain(Double.NaN);
    return watched.outputs.stream().sorted().toList();
  }

  private static List<String> sorted(String... shapes) {
    return Stream.of(shapes).sorted().toList();
  }

  @Test
  void anAxisIsCutIntoPartsOfAbout128ButAtLeastTwo() {
    assertThat(SplitKernels.parts(63)).isEqualTo(1);
    assertThat(SplitKernels.parts(64)).isEqualTo(2);
    assertThat(SplitKernels.parts(256)).isEqualTo(2);
    assertThat(SplitKernels.parts(511)).isEqualTo(2);
    assertThat(SplitKernels.parts(512)).isEqualTo(4);
    assertThat(SplitKernels.parts(100_000)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLinearMapIsCutAlongItsOutputs(boolean relu) {
    var x = random(97, 163);
    var weight = random(101, 163);
    var bias = random(101);
    assertThat(parts((k, out) -> k.linear(x, weight, bias, relu, out), 97, 101))
        .isEqualTo(sorted("(97 × 48)", "(97 × 53)"));
    assertThat(parts((k, out) -> k.linear(x, weight, null, relu, out), 97, 101)).hasSize(2);
  }

  @Test
  void aProductIsCutAlongItsColumns() {
    var a = random(67, 31);
    var b = random(31, 519);
    assertThat(parts((k, out) -> k.matmul(a, b, out), 67, 519))
        .isEqualTo(sorted("(67 × 128)", "(67 × 128)", "(67 × 128)", "(67 × 135)"));
  }

  @Test
  void theGradientOfAWeightIsCutAlongItsRows() {
    var upstream = random(53, 260);
    var x = random(53, 79);
    assertThat(parts((k, out) -> k.matmul(upstream.transpose(), x, out), 260, 79))
        .isEqualTo(sorted("(128 × 79)", "(132 × 79)"));
  }

  @Test
  void elementwiseKernelsAreCutAlongTheirColumns() {
    var a = random(211, 83);
    var b = random(211, 83);
    var two = sorted("(211 × 32)", "(211 × 51)");
    assertThat(parts((k, out) -> k.binary(BinaryFn.RELU_GRADIENT, a, b, out), 211, 83))
        .isEqualTo(two);
    assertThat(parts((k, out) -> k.unary(UnaryFn.TANH, 0, a, out), 211, 83)).isEqualTo(two);
  }

  @Test
  void whereTheFeaturesAreFewTheRowsAreCut() {
    var x = random(203, 79);
    var weight = random(11, 79);
    var bias = random(11);
    var two = sorted("(96 × 11)", "(107 × 11)");
    assertThat(parts((k, out) -> k.linear(x, weight, bias, true, out), 203, 11)).isEqualTo(two);
    assertThat(parts((k, out) -> k.matmul(x, weight.transpose(), out), 203, 11)).isEqualTo(two);
    var upstream = random(203, 11);
    assertThat(parts((k, out) -> k.matmul(upstream.transpose(), x, out), 11, 79))
        .isEqualTo(sorted("(11 × 32)", "(11 × 47)"));
  }

  @ParameterizedTest
  @CsvSource({"10, 128, 100", "63, 200, 63"})
  void smallAndShortProductsStayWhole(int rows, int inner, int columns) {
    var a = random(rows, inner);
    var b = random(inner, columns);
    assertThat(parts((k, out) -> k.matmul(a, b, out), rows, columns)).hasSize(1);
    assertThat(parts((k, out) -> k.linear(a, b.transpose(), null, false, out), rows, columns))
        .hasSize(1);
  }

  @Test
  void whatIsNotStoredRowByRowStaysWhole() {
    var a = random(211, 83);
    var turned = random(83, 211).transpose();
    assertThat(parts((k, out) -> k.binary(BinaryFn.SUB, a, turned, out), 211, 83)).hasSize(1);
    assertThat(parts((k, out) -> k.binary(BinaryFn.SUB, turned, a, out), 211, 83)).hasSize(1);
    assertThat(parts((k, out) -> k.unary(UnaryFn.TANH, 0, turned, out), 211, 83)).hasSize(1);
    var stretched = random(211, 1).expand(Shape.of(211, 83));
    assertThat(parts((k, out) -> k.binary(BinaryFn.SUB, a, stretched, out), 211, 83)).hasSize(2);
  }

  @Test
  void aPartThatFailsFailsTheCallAndTheNextOneWorks() {
    var failing =
        new ForwardingKernels(PLAIN) {
          private boolean failed;

          @Override
          public Kernels at(Precision precision) {
            return this;
          }

          @Override
          public synchronized void unary(UnaryFn function, double p, NDArray x, NDArray out) {
            if (!failed) {
              failed = true;
              throw new IllegalStateException("planted");
            }
            super.unary(function, p, x, out);
          }
        };
    var split = new SplitKernels(failing, new Workers(2));
    var x = random(211, 83);
    var out = NDArray.allocate(DType.F32, x.shape());
    assertThatThrownBy(() -> split.unary(UnaryFn.ABS, 0, x, out)).hasMessage("planted");
    split.unary(UnaryFn.ABS, 0, x, out);
    var expected = NDArray.allocate(DType.F32, x.shape());
    PLAIN.unary(UnaryFn.ABS, 0, x, expected);
    assertThat(out.toDoubles()).containsExactly(expected.toDoubles());
  }

  @Test
  void otherRanksStayWhole() {
    var a = random(2, 100, 90);
    var b = random(2, 90, 80);
    assertThat(parts((k, out) -> k.matmul(a, b, out), 2, 100, 80)).hasSize(1);
    var flat = random(20_000);
    assertThat(parts((k, out) -> k.unary(UnaryFn.EXP, 0, flat, out), 20_000)).hasSize(1);
  }
}
