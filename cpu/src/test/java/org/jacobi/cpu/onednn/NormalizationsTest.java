package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jacobi.Tolerance;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.FourAtOnce;
import org.jacobi.cpu.HotCalls;
import org.jacobi.cpu.vector.VectorKernels;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows and columns standardized by oneDNN, called directly. */
class NormalizationsTest {
  private static final Kernels REFERENCE = new ReferenceKernels();

  /** Floats of the widest vector: oneDNN has something fast for columns of whole vectors alone. */
  private static final int WHOLE = 16;

  /** The chosen kernels give columns of this width to oneDNN. */
  private static final int BAD = 1024;

  @BeforeAll
  static void whereOneDnnIs() {
    assumeTrue(MatrixProducts.unusableReason().isEmpty(), "no oneDNN here");
    String processor = System.getProperty("os.arch");
    assumeTrue(List.of("amd64", "x86_64").contains(processor), "nothing fast on " + processor);
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
      return Normalizations.forward(
          x, columns, rows, n, (float) epsilon, scale, shift, out, mean, variance);
    }

    boolean gradient() {
      return Normalizations.gradient(
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
      assertIsThatOf(REFERENCE);
    }

    /** Holds all results against what these kernels make of the same numbers. */
    void assertIsThatOf(Kernels kernels) {
      var expected = new Case(columns, rows, n, epsilon);
      expected.x.copyFrom(x.toDoubles());
      expected.by(kernels);
      for (int i = 0; i < results().size(); i++) {
        double[] wanted = expected.results().get(i).toDoubles();
        String what = "%d × %d, result %d".formatted(rows, n, i);
        double scale = i < 3 ? 3 : 30; // gradients are sums, whose terms cancel each other
        Tolerance.assertClose(what, results().get(i).toDoubles(), wanted, DType.F32, 32, scale);
      }
    }

    /** Both passes; the second takes the mean and the variance of the first. */
    void by(Kernels kernels) {
      kernels.standardize(x, axes, epsilon, scale, shift, out, mean, variance);
      kernels.standardizeGradient(
          u, x, mean, variance, scale, axes, epsilon, gradient, ofScale, ofShift);
    }
  }

  @Test
  void moreShapesThanALaneKeepsAndOtherEpsilonsStayRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < Lane.NORMALIZATIONS; i++) {
        rows(5, 30 + i, 1e-5).isThatOfTheReference();
        columns(5, WHOLE * (1 + i), 1e-5).isThatOfTheReference();
      }
    }
    for (boolean columns : new boolean[] {false, true}) {
      new Case(columns, 5, 2 * WHOLE, 0.5).isThatOfTheReference();
      new Case(columns, 131, 2 * WHOLE, 1e-5).isThatOfTheReference();
      new Case(columns, 1009, BAD, 1e-5).isThatOfTheReference();
    }
  }

  @Test
  void fourThreadsGetTheBitsThatOneGets() throws Exception {
    for (boolean columns : new boolean[] {false, true}) {
      int n = columns ? 7 * WHOLE : 71;
      var expected = bits(new Case(columns, 67, n, 1e-5));
      Callable<Boolean> task =
          () -> {
            for (int round = 0; round < 50; round++) {
              assertThat(bits(new Case(columns, 67, n, 1e-5))).isEqualTo(expected);
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

  private static String bits(Case made, Kernels kernels) {
    made.by(kernels);
    return text(made);
  }

  private static String text(Case made) {
    return made.results().stream().map(x -> Arrays.toString(x.toFloats())).toList().toString();
  }

  @Test
  void theChosenKernelsAskForThem() {
    int[][] shapes = {{0, 64, 97}, {0, 16, 33}, {1, 16, BAD}, {1, 64, BAD}, {1, 67, 2 * BAD}};
    for (int[] shape : shapes) {
      boolean columns = shape[0] == 1;
      String expected = bits(new Case(columns, shape[1], shape[2], 1e-5));
      String actual = bits(new Case(columns, shape[1], shape[2], 1e-5), Kernels.current());
      assertThat(actual.equals(expected)).as(Arrays.toString(shape)).isTrue();
    }
  }

  @Test
  void theChosenKernelsComputeTheRestThemselves() {
    int[][] shapes = {{0, 15, 97}, {1, 15, BAD}, {1, 64, BAD - WHOLE}, {1, 64, 256}, {1, 3, 17}};
    for (int[] shape : shapes) {
      boolean columns = shape[0] == 1;
      String expected = bits(new Case(columns, shape[1], shape[2], 1e-5), new VectorKernels());
      String actual = bits(new Case(columns, shape[1], shape[2], 1e-5), Kernels.current());
      assertThat(actual.equals(expected)).as(Arrays.toString(shape)).isTrue();
    }
  }

  @Test
  void anEpsilonThatIsFlushedMakesNoNan() {
    for (boolean columns : new boolean[] {false, true}) {
      var zeros = new Case(columns, 64, BAD, 1e-40);
      zeros.x.fill(0);
      zeros.by(Kernels.current());
      assertThat(zeros.out.get(0, 0)).isEqualTo(zeros.shift.get(0, 0));
    }
  }

  @Test
  void columnsFarFromZeroKeepTheirDigitsAndTheOthersTheirBits() {
    int far = 200;
    int near = 300;
    var made = columns(64, BAD, 1e-5);
    for (int i = 0; i < made.rows; i++) {
      made.x.set(made.x.get(i, far) + 1000, i, far);
    }
    made.by(Kernels.current());
    made.assertIsThatOf(REFERENCE);
    var direct = columns(64, BAD, 1e-5);
    assertThat(direct.forward()).isTrue();
    for (int i = 0; i < made.rows; i++) {
      assertThat(made.out.get(i, near)).isEqualTo(direct.out.get(i, near));
    }
  }

  /** By rows and by columns; one that oneDNN does not compute is an error. */
  static final class Hot extends HotCalls {
    @Override
    protected List<Runnable> calls() {
      var calls = new ArrayList<Runnable>();
      for (boolean columns : new boolean[] {false, true}) {
        var made = new Case(columns, 64, columns ? BAD : 97, 1e-5);
        assertThat(made.forward() && made.gradient()).isTrue();
        calls.addAll(List.of(made::forward, made::gradient));
      }
      return calls;
    }
  }

  @Test
  void aCallAllocatesNothingOnceCompiled() throws Exception {
    HotCalls.assertMakeNothing(Hot.class, 1000, 500);
  }
}
