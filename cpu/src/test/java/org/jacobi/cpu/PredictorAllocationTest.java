package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jacobi.array.Shape;
import org.jacobi.data.Task;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.LayerNorm;
import org.jacobi.nn.Linear;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import org.jacobi.train.Predictor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With the fast kernels, answers into arrays of the caller's make nothing on the heap once they are
 * compiled. In a Java of its own, which waits for its compiler: what it inlines depends on the
 * order in which it comes to methods, and that on whatever else the machine does.
 */
@Timeout(240)
class PredictorAllocationTest {
  private static final int INPUTS = 29;
  private static final int CALLS = 2000;
  private static final int MOST_ROUNDS = 60;

  private static Predictor over(Task task, UnaryLayer... layers) {
    var model = new Sequential(layers);
    model.init(1);
    boolean classes = task == Task.CLASSIFICATION;
    return new Predictor(
        model,
        new ModelInfo(
            task,
            classes ? OutputKind.LOGITS : OutputKind.VALUES,
            classes ? List.of("a", "b", "c") : List.of(),
            new InputFormat.Numbers(Shape.of(INPUTS)),
            Map.of()));
  }

  /** Bytes made by the calling thread in a round of calls; the round is repeated until compiled. */
  private static long steady(Predictor predictor, int rows) {
    float[] features = new float[rows * INPUTS];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) Math.sin(i);
    }
    float[] answers = new float[rows * predictor.width()];
    return HotCalls.leastBytes(
        List.of(() -> predictor.predict(features, answers)), CALLS, MOST_ROUNDS);
  }

  private static Predictor classifier() {
    return over(
        Task.CLASSIFICATION,
        new Linear(INPUTS, 64),
        new ReLU(),
        new Dropout(0.1),
        new Linear(64, 32),
        new ReLU(),
        new Linear(32, 3));
  }

  private static Predictor regression() {
    return over(
        Task.REGRESSION,
        new Linear(INPUTS, 37),
        new BatchNorm1d(37),
        new Tanh(),
        new LayerNorm(37),
        new Linear(37, 2));
  }

  /** Large enough for weights to be kept in other forms. */
  private static Predictor wide() {
    return over(
        Task.CLASSIFICATION,
        new Linear(INPUTS, 192),
        new ReLU(),
        new Linear(192, 128),
        new BatchNorm1d(128),
        new Linear(128, 3));
  }

  /** No layer fills the last vector of its outputs. */
  private static Predictor uneven() {
    return over(
        Task.CLASSIFICATION,
        new Linear(INPUTS, 191),
        new ReLU(),
        new Linear(191, 130),
        new ReLU(),
        new Linear(130, 3));
  }

  private static Predictor named(String name) {
    return switch (name) {
      case "classifier" -> classifier();
      case "regression" -> regression();
      case "uneven" -> uneven();
      case "uneven-frozen-bf16" -> uneven().at(Precision.BF16).frozen();
      case "frozen" -> wide().frozen();
      case "frozen-bf16" -> wide().at(Precision.BF16).frozen();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Run by the tests: a model, and how many rows. Prints the kernels and the bytes. */
  static void main(String[] arguments) {
    var predictor = named(arguments[0]);
    long bytes = steady(predictor, Integer.parseInt(arguments[1]));
    IO.println(Kernels.current().name().replace(' ', '_') + " " + bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "classifier, 1",
    "classifier, 17",
    "classifier, 128",
    "regression, 1",
    "regression, 128",
    "uneven, 1",
    "uneven, 2",
    "uneven, 17",
    "uneven-frozen-bf16, 1",
    "frozen, 1",
    "frozen, 128",
    "frozen-bf16, 1",
    "frozen-bf16, 3",
    "frozen-bf16, 131"
  })
  void answersMakeNothingOnTheHeap(String model, int rows) throws Exception {
    String last = HotCalls.lastLine(getClass(), model, Integer.toString(rows));
    assertThat(last).startsWith("vector").endsWith(" 0");
  }
}
