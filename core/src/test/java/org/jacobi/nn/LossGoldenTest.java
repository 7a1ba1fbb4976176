package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.jacobi.array.DType;
import org.jacobi.io.JsonObject;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses and their gradients against PyTorch 1.13.0. */
class LossGoldenTest {
  private static final Offset<Double> EXACT = within(1e-13);
  private static final Offset<Double> SINGLE = within(2e-5);
  private static final JsonObject CLASSES = Golden.of("classes");
  private static final JsonObject NUMBERS = Golden.of("elementwise");

  private static Tensor logits() {
    return Golden.tensor(CLASSES, "logits", 7, 5);
  }

  private static Tensor labels() {
    return Tensor.of(CLASSES.integers("labels"), 7);
  }

  private static void check(String name, Loss loss, Tensor output, Tensor target) {
    check(name, loss, output, target, EXACT);
    check(name, loss, output.cast(DType.F32), target, SINGLE);
  }

  private static void check(
      String name, Loss loss, Tensor output, Tensor target, Offset<Double> tolerance) {
    JsonObject golden = Golden.of(name);
    Tensor leaf = output.keep().requireGrad();
    Tensor value = loss.of(leaf, target);
    value.backward();
    assertThat(value.shape().rank()).isZero();
    assertThat(value.item()).as(name).isCloseTo(golden.numbers("output")[0], tolerance);
    assertThat(leaf.grad().toDoubles())
        .as("gradient of " + name)
        .containsExactly(golden.numbers("gradient"), tolerance);
  }

  private static String text(Reduction reduction) {
    return reduction == Reduction.MEAN ? "mean" : "sum";
  }

  private static String python(boolean flag) {
    return flag ? "True" : "False";
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, false", "false, 0, true", "false, 0.1, false", "false, 0.1, true",
    "true, 0, false", "true, 0, true", "true, 0.1, false", "true, 0.1, true"
  })
  void crossEntropyOfLabelsIsThatOfPyTorch(boolean weighted, double smoothing, boolean ignored) {
    for (Reduction reduction : Reduction.values()) {
      var loss = new CrossEntropyLoss(reduction).withLabelSmoothing(smoothing);
      loss = weighted ? loss.withClassWeights(CLASSES.numbers("weights")) : loss;
      loss = ignored ? loss.withIgnoredIndex(2) : loss;
      String settings = "weights=%s smoothing=%s ignored=%s %s";
      String name =
          "ce " + settings.formatted(python(weighted), smoothing, python(ignored), text(reduction));
      check(name, loss, logits(), labels());
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "false, 0.1", "true, 0", "true, 0.1"})
  void crossEntropyOfProbabilitiesIsThatOfPyTorch(boolean weighted, double smoothing) {
    for (Reduction reduction : Reduction.values()) {
      var loss = new CrossEntropyLoss(reduction).withLabelSmoothing(smoothing);
      loss = weighted ? loss.withClassWeights(CLASSES.numbers("weights")) : loss;
      String settings = "weights=%s smoothing=%s %s";
      String name = "soft ce " + settings.formatted(python(weighted), smoothing, text(reduction));
      check(name, loss, logits(), Golden.tensor(CLASSES, "soft", 7, 5));
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void negativeLogLikelihoodIsThatOfPyTorch(boolean weighted, boolean ignored) {
    for (Reduction reduction : Reduction.values()) {
      var loss = new NLLLoss(reduction);
      loss = weighted ? loss.withClassWeights(CLASSES.numbers("weights")) : loss;
      loss = ignored ? loss.withIgnoredIndex(2) : loss;
      String settings = "weights=%s ignored=%s %s";
      String name = "nll " + settings.formatted(python(weighted), python(ignored), text(reduction));
      check(name, loss, logits().logSoftmax(-1), labels());
    }
  }

  @Test
  void crossEntropyOfLogitsOfAThousandIsThatOfPyTorch() {
    Tensor large = Tensor.of(new double[] {1000, -1000, 0, -1000, 1000, 999}, 2, 3);
    check("ce large", new CrossEntropyLoss(), large, Tensor.of(new int[] {1, 2}, 2));
  }

  @ParameterizedTest
  @EnumSource
  void lossesOfNumbersAreThoseOfPyTorch(Reduction reduction) {
    Tensor output = Golden.tensor(NUMBERS, "output", 5, 3);
    Tensor target = Golden.tensor(NUMBERS, "target", 5, 3);
    check("mse " + text(reduction), new MSELoss(reduction), output, target);
    check("mae " + text(reduction), new MAELoss(reduction), output, target, EXACT);
    check("huber " + text(reduction), new HuberLoss(0.7, reduction), output, target);
  }

  @ParameterizedTest
  @EnumSource
  void binaryCrossEntropyIsThatOfPyTorch(Reduction reduction) {
    Tensor output = Golden.tensor(NUMBERS, "output", 5, 3);
    Tensor answers = Golden.tensor(NUMBERS, "answers", 5, 3);
    var loss = new BCEWithLogitsLoss(reduction);
    check("bce weights=none " + text(reduction), loss, output, answers);
    check("bce weights=one " + text(reduction), loss.withPositiveWeights(3), output, answers);
    var each = loss.withPositiveWeights(NUMBERS.numbers("positive"));
    check("bce weights=each " + text(reduction), each, output, answers);
  }

  @Test
  void binaryCrossEntropyOfLogitsOfAThousandIsThatOfPyTorch() {
    Tensor large = Tensor.of(new double[] {1000, 1000, -1000, -1000}, 4, 1);
    check("bce large", new BCEWithLogitsLoss(), large, Tensor.of(new double[] {0, 1, 0, 1}, 4, 1));
  }

  @Test
  void binaryCrossEntropyDoesNotCancelForAnswersThatAreAlmostSure() {
    Tensor x = Tensor.of(new double[] {40, -40}, 2, 1).requireGrad();
    Tensor t = Tensor.of(new double[] {1, 0}, 2, 1);
    Tensor loss = new BCEWithLogitsLoss(Reduction.SUM).of(x, t);
    loss.backward();
    double tiny = StrictMath.exp(-40);
    assertThat(loss.item()).isCloseTo(2 * tiny, within(1e-15 * tiny));
    assertThat(x.grad().toDoubles()).containsExactly(new double[] {-tiny, tiny}, within(1e-30));
  }
}
