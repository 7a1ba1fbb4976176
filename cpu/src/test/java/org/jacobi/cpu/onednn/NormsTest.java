package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.FourAtOnce;
import org.jacobi.cpu.HotCalls;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows and columns standardized by oneDNN, called directly. */
class NormsTest {
  private static final Kernels REFERENCE = new ReferenceKernels();

  @BeforeAll
  static void whereOneDnnHasThem() {
    assumeTrue(MatrixProducts.unusableReason().isEmpty(), "no oneDNN here");
    for (var probe : List.of(rows(3, 17, 1e-5), columns(3, 17, 1e-5))) {
      assumeTrue(probe.forward() && probe.gradient(), "no fast normalisation here");
    }
  }

  private static Case rows(int rows, int n, double epsilon) {
    return new Case(false, rows, n, epsilon);
  }

  private static Case columns(int rows, int n, double epsilon) {
    return new Case(true, rows, n, epsilon);
  }

  /** Arrays for one shape. */
  private static final class Case {
    final boolean columns;
    final int[] axes;
    final int rows;
    final int n;
    final double epsilon;
    final NDArray x;
    final NDArray u;
    final NDArray scale;
    final NDArray shift;
    final NDArray out;
    final NDArray mean;
    final NDArray variance;
    final NDArray gradient;
    final NDArray ofScale;
    final NDArray ofShift;

    Case(boolean columns, int rows, int n, double epsilon) {
      this.columns = columns;
      axes = new int[] {columns ? 0 : 1};
      this.rows = rows;
      this.n = n;
      this.epsilon = epsilon;
      var random = new Random(31L * rows + n);
      x = numbers(random, rows, n);
      u = numbers(random, rows, n);
      scale = numbers(random, 1, n);
      shift = numbers(random, 1, n);
      out = numbers(random, rows, n);
      mean = numbers(random, columns ? 1 : rows, columns ? n : 1);
      variance = numbers(random, columns ? 1 : rows, columns ? n : 1);
      gradient = numbers(random, rows, n);
      ofScale = numbers(random, 1, n);
      ofShift = numbers(random, 1, n);
    }

    private static NDArray numbers(Random random, int rows, int n) {
      double[] numbers = random.doubles((long) rows * n, -1, 1).toArray();
      return NDArray.permanent(DType.F32, Shape.of(rows, n)).copyFrom(numbers);
    }

    boolean forward() {
      return Norms.forward(x, columns, rows, n, (float) epsilon, scale, shift, out, mean, variance);
    }

    boolean gradient() {
      return Norms.gradient(
          u,
          x,
          columns,
          rows,
          n,
          mean,
          variance,
          scale,
          (float) epsilon,
          gradient,
          ofScale,
          ofShift);
    }

    List<NDArray> results() {
      return List.of(out, mean, variance, gradient, ofScale, ofShift);
    }

    void isThatOfTheReference() {
      assertThat(forward()).isTrue();
      assertThat(gradient()).isTrue();
      var other = new Case(columns, rows, n, epsilon);
      REFERENCE.standardize(x, axes, epsilon, scale, shift, other.out, other.mean, other.variance);
      REFERENCE.standardizeGradient(
          u, x, mean, variance, scale, axes, epsilon, other.gradient, other.ofScale, other.ofShift);
      for (int i = 0; i < results().size(); i++) {
        double[] actual = results().get(i).toDoubles();
        double[] expected = other.results().get(i).toDoubles();
        for (int k = 0; k < actual.length; k++) {
          double allowed = 3e-6 * Math.max(1, Math.abs(expected[k])) * Math.sqrt(rows);
          assertThat(Math.abs(actual[k] - expected[k]))
              .as("%d × %d, result %d, number %d", rows, n, i, k)
              .isLessThan(allowed);
        }
      }
    }
  }

  @Test
  void moreShapesThanALaneKeepsAndOtherEpsilonsStayRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < Lane.NORMS; i++) {
        rows(5, 30 + i, 1e-5).isThatOfTheReference();
        columns(5, 30 + i, 1e-5).isThatOfTheReference();
      }
    }
    for (var made : List.of(rows(5, 30, 0.5), rows(131, 30, 1e-5))) {
      made.isThatOfTheReference();
    }
    for (var made : List.of(columns(5, 30, 0.5), columns(131, 30, 1e-5), columns(64, 1024, 1e-5))) {
      made.isThatOfTheReference();
    }
  }

  @Test
  void fourThreadsGetTheBitsThatOneGets() throws Exception {
    for (boolean columns : new boolean[] {false, true}) {
      var expected = bits(new Case(columns, 67, 71, 1e-5));
      Callable<Boolean> task =
          () -> {
            for (int round = 0; round < 50; round++) {
              assertThat(bits(new Case(columns, 67, 71, 1e-5))).isEqualTo(expected);
            }
            return true;
          };
      FourAtOnce.allGiveTrue(task);
    }
  }

  private static String bits(Case made) {
    assertThat(made.forward() && made.gradient()).isTrue();
    return text(made);
  }

  private static String text(Case made) {
    return made.results().stream().map(x -> Arrays.toString(x.toFloats())).toList().toString();
  }

  private static void byTheChosenKernels(Case made) {
    var kernels = Kernels.current();
    kernels.standardize(
        made.x, made.axes, 1e-5, made.scale, made.shift, made.out, made.mean, made.variance);
    kernels.standardizeGradient(
        made.u,
        made.x,
        made.mean,
        made.variance,
        made.scale,
        made.axes,
        1e-5,
        made.gradient,
        made.ofScale,
        made.ofShift);
  }

  @Test
  void theChosenKernelsAskForThem() {
    for (boolean columns : new boolean[] {false, true}) {
      var direct = new Case(columns, 64, 1024, 1e-5);
      String expected = bits(direct);
      var other = new Case(columns, 64, 1024, 1e-5);
      byTheChosenKernels(other);
      assertThat(text(other)).isEqualTo(expected);
    }
  }

  @Test
  void theChosenKernelsComputeTheRest() {
    var rows = rows(64, 97, 1e-5);
    rows.x.fill(0); // with an ε that is flushed, 0 / 0
    Kernels.current()
        .standardize(
            rows.x, rows.axes, 1e-40, rows.scale, rows.shift, rows.out, rows.mean, rows.variance);
    assertThat(rows.out.get(0, 0)).isEqualTo(rows.shift.get(0, 0));
  }

  @Test
  void columnsFarFromZeroKeepTheirDigitsAndTheOthersTheirBits() {
    var near = columns(64, 1024, 1e-5);
    byTheChosenKernels(near);
    var made = columns(64, 1024, 1e-5);
    int far = 200;
    for (int i = 0; i < made.rows; i++) {
      made.x.set(made.x.get(i, far) + 1000, i, far);
    }
    byTheChosenKernels(made);
    var expected = columns(64, 1024, 1e-5);
    REFERENCE.standardize(
        made.x,
        made.axes,
        1e-5,
        made.scale,
        made.shift,
        expected.out,
        expected.mean,
        expected.variance);
    for (int i = 0; i < made.rows; i++) {
      assertThat(made.out.get(i, far)).isCloseTo(expected.out.get(i, far), within(3e-6));
      assertThat(made.out.get(i, 300)).isEqualTo(near.out.get(i, 300));
    }
    REFERENCE.standardizeGradient(
        made.u,
        made.x,
        made.mean,
        made.variance,
        made.scale,
        made.axes,
        1e-5,
        expected.gradient,
        expected.ofScale,
        expected.ofShift);
    for (int i = 0; i < made.rows; i++) {
      assertThat(made.gradient.get(i, far)).isCloseTo(expected.gradient.get(i, far), within(1e-5));
    }
  }

  @Test
  void aCallAllocatesNothingOnceCompiled() {
    for (boolean columns : new boolean[] {false, true}) {
      var made = new Case(columns, 64, 97, 1e-5);
      List<Runnable> calls = List.of(made::forward, made::gradient);
      assertThat(HotCalls.leastBytes(calls, 1000, 500)).as("bytes in 1000 rounds").isZero();
    }
  }
}
