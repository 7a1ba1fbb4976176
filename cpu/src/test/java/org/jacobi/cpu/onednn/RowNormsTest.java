package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
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

/** Rows standardized by oneDNN, called directly. */
class RowNormsTest {
  private static final Kernels REFERENCE = new ReferenceKernels();
  private static final int[] LAST = {1};

  @BeforeAll
  static void whereOneDnnHasThem() {
    assumeTrue(MatrixProducts.unusableReason().isEmpty(), "no oneDNN here");
    var probe = new Case(3, 17, 1e-5);
    assumeTrue(probe.forward() && probe.gradient(), "no fast layer normalisation here");
  }

  /** Arrays for one shape. */
  private static final class Case {
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

    Case(int rows, int n, double epsilon) {
      this.rows = rows;
      this.n = n;
      this.epsilon = epsilon;
      var random = new Random(31L * rows + n);
      x = numbers(random, rows, n);
      u = numbers(random, rows, n);
      scale = numbers(random, 1, n);
      shift = numbers(random, 1, n);
      out = numbers(random, rows, n);
      mean = numbers(random, rows, 1);
      variance = numbers(random, rows, 1);
      gradient = numbers(random, rows, n);
      ofScale = numbers(random, 1, n);
      ofShift = numbers(random, 1, n);
    }

    private static NDArray numbers(Random random, int rows, int n) {
      double[] numbers = random.doubles((long) rows * n, -1, 1).toArray();
      return NDArray.permanent(DType.F32, Shape.of(rows, n)).copyFrom(numbers);
    }

    boolean forward() {
      return RowNorms.forward(x, rows, n, (float) epsilon, scale, shift, out, mean, variance);
    }

    boolean gradient() {
      return RowNorms.gradient(
          u, x, rows, n, mean, variance, scale, (float) epsilon, gradient, ofScale, ofShift);
    }

    List<NDArray> results() {
      return List.of(out, mean, variance, gradient, ofScale, ofShift);
    }

    void isThatOfTheReference() {
      assertThat(forward()).isTrue();
      assertThat(gradient()).isTrue();
      var other = new Case(rows, n, epsilon);
      REFERENCE.standardize(x, LAST, epsilon, scale, shift, other.out, other.mean, other.variance);
      REFERENCE.standardizeGradient(
          u, x, mean, variance, scale, LAST, epsilon, other.gradient, other.ofScale, other.ofShift);
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
        new Case(5, 30 + i, 1e-5).isThatOfTheReference();
      }
    }
    new Case(5, 30, 0.5).isThatOfTheReference();
    new Case(131, 30, 1e-5).isThatOfTheReference();
  }

  @Test
  void fourThreadsGetTheBitsThatOneGets() throws Exception {
    var expected = bits(new Case(67, 71, 1e-5));
    Callable<Boolean> task =
        () -> {
          for (int round = 0; round < 50; round++) {
            assertThat(bits(new Case(67, 71, 1e-5))).isEqualTo(expected);
          }
          return true;
        };
    FourAtOnce.allGiveTrue(task);
  }

  private static String bits(Case made) {
    assertThat(made.forward() && made.gradient()).isTrue();
    return text(made);
  }

  private static String text(Case made) {
    return made.results().stream().map(x -> Arrays.toString(x.toFloats())).toList().toString();
  }

  @Test
  void theChosenKernelsAskForThem() {
    var direct = new Case(64, 97, 1e-5);
    String expected = bits(direct);
    var other = new Case(64, 97, 1e-5);
    var kernels = Kernels.current();
    kernels.standardize(
        other.x, LAST, 1e-5, other.scale, other.shift, other.out, other.mean, other.variance);
    kernels.standardizeGradient(
        other.u,
        other.x,
        other.mean,
        other.variance,
        other.scale,
        LAST,
        1e-5,
        other.gradient,
        other.ofScale,
        other.ofShift);
    assertThat(text(other)).isEqualTo(expected);
    other.x.fill(0); // with an ε that is flushed, 0 / 0
    kernels.standardize(
        other.x, LAST, 1e-40, other.scale, other.shift, other.out, other.mean, other.variance);
    assertThat(other.out.get(0, 0)).isEqualTo(other.shift.get(0, 0));
  }

  @Test
  void aCallAllocatesNothingOnceCompiled() {
    var made = new Case(64, 97, 1e-5);
    List<Runnable> calls = List.of(made::forward, made::gradient);
    assertThat(HotCalls.leastBytes(calls, 1000, 500)).as("bytes in 1000 rounds").isZero();
  }
}
