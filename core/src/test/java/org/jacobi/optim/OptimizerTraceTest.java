package org.jacobi.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step of every optimizer beside the formulas of the papers; see optimizer_traces.py. */
class OptimizerTraceTest {
  private static final int STEPS = 60;
  private static final double[] SCALE = {1, 0.001, 100};
  private static final List<Trace> TRACES = read();

  /** What the script has written for one optimizer and one problem. */
  record Trace(String name, String problem, double rate, double[] numbers) {
    boolean onSurface() {
      return problem.equals("surface");
    }

    double[] start() {
      return onSurface() ? new double[] {-7, 2} : new double[] {0.5, -0.25, 3};
    }

    /** All coordinates after each step, as the library makes them. */
    double[] found(DType dtype) {
      double[] w = start();
      var point = new Point(w, dtype);
      var optimizer = Optimizers.named(name, rate).over(point);
      double[] found = new double[STEPS * w.length];
      for (int t = 1; t <= STEPS; t++) {
        if (onSurface()) {
          point.surface().backward();
          optimizer.step();
          optimizer.zeroGrad();
        } else {
          optimizer.step(point.store().newSlab().copyFrom(point.padded(sequence(t))));
        }
        System.arraycopy(point.numbers(), 0, found, (t - 1) * w.length, w.length);
      }
      return found;
    }

    private static double[] sequence(int t) {
      double[] g = new double[SCALE.length];
      Arrays.setAll(g, i -> t == 7 ? 0 : SCALE[i] * ((29 * t + 13 * i) % 31 - 15) / 8);
      return g;
    }

    @Override
    public String toString() {
      return name + " " + problem;
    }
  }

  private static final class Point extends Layer {
    private final Param place;

    Point(double[] start, DType dtype) {
      place =
          param("place", Param.Role.WEIGHT, Shape.of(start.length), new Fan(1, 1), Init.zeros());
      init(1, dtype);
      place.value().copyFrom(start);
    }

    double[] numbers() {
      return place.value().toDoubles();
    }

    double[] padded(double[] gradient) {
      return Arrays.copyOf(gradient, store().length());
    }

    /** x² / 20 + y². */
    Tensor surface() {
      var weights = NDArray.of(new double[] {0.05, 1}).cast(place.value().dtype());
      return place.tensor().square().mul(new Tensor(weights)).sum();
    }
  }

  private static List<Trace> read() {
    List<Trace> traces = new ArrayList<>();
    for (Map.Entry<String, double[]> row : Golden.read("traces.txt").entrySet()) {
      String[] parts = row.getKey().split(" ");
      traces.add(new Trace(parts[0], parts[1], Double.parseDouble(parts[2]), row.getValue()));
    }
    return traces;
  }

  static List<Trace> traces() {
    return TRACES;
  }

  @Test
  void everyOptimizerHasATraceOnBothProblems() {
    for (String problem : List.of("surface", "sequence")) {
      assertThat(TRACES.stream().filter(t -> t.problem.equals(problem)).map(Trace::name))
          .containsExactlyElementsOf(Optimizers.names());
    }
    for (Trace trace : TRACES) {
      assertThat(trace.numbers).as(trace.toString()).hasSize(STEPS * trace.start().length);
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void everyStepIsThatOfThePaper(Trace trace) {
    double[] found = trace.found(DType.F64);
    for (int i = 0; i < found.length; i++) {
      compare(trace, found, i, 1e-12 * Math.max(Math.abs(trace.numbers[i]), 0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void everyStepInF32IsCloseToThatOfThePaper(Trace trace) {
    double[] found = trace.found(DType.F32);
    int size = trace.start().length;
    double[] largest = Arrays.stream(trace.start()).map(Math::abs).toArray();
    for (int i = 0; i < found.length; i++) {
      // The last digit that F32 has lost on the way is one of the largest number, not of this one.
      largest[i % size] = Math.max(largest[i % size], Math.abs(trace.numbers[i]));
      compare(trace, found, i, 1e-5 * largest[i % size]);
    }
  }

  private static void compare(Trace trace, double[] found, int i, double tolerance) {
    int size = trace.start().length;
    assertThat(found[i])
        .as("coordinate %s after step %s", i % size, i / size + 1)
        .isEqualTo(trace.numbers[i], offset(tolerance));
  }

  @Test
  void aRateThatIsWrongByOnePartInABillionIsCaught() {
    for (Trace trace : TRACES) {
      double[] other =
          new Trace(trace.name, trace.problem, trace.rate * (1 + 1e-9), trace.numbers)
              .found(DType.F64);
      double worst = 0;
      for (int i = 0; i < other.length; i++) {
        double expected = trace.numbers[i];
        double scale = Math.max(Math.abs(expected), 0.01);
        worst = Math.max(worst, Math.abs(other[i] - expected) / scale);
      }
      assertThat(worst).as(trace.toString()).isGreaterThan(1e-12);
    }
  }
}
