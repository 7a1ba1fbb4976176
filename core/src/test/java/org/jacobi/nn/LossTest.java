package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.tensor.GradCheck;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
  private static Tensor ints(int... numbers) {
    return Tensor.of(numbers, numbers.length);
  }

  private static Tensor row(double... numbers) {
    return Tensor.of(numbers, 1, numbers.length);
  }

  private static void assertRefused(Loss loss, Tensor output, Tensor target, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.of(output, target))
        .withMessage(message);
  }

  // ---- values by hand ----

  @Test
  void squaredErrorsAreMeanOrHalfSum() {
    Tensor y = Tensor.of(new double[] {1, 2, 4, 8, 16, 32}, 3, 2).requireGrad();
    Tensor t = Tensor.of(new double[] {0, 2, 5, 8, 13, 32}, 3, 2);
    assertThat(new MSELoss().of(y, t).item()).isEqualTo(11.0 / 6);
    Tensor half = new HalfSquaredErrorLoss().of(y, t);
    half.backward();
    assertThat(half.item()).isEqualTo(5.5);
    assertThat(y.grad().toDoubles()).containsExactly(1, 0, -1, 0, 3, 0);
    assertThat(new HalfSquaredErrorLoss(Reduction.MEAN).of(y, t).item())
        .isCloseTo(5.5 / 3, within(1e-15));
  }

  @Test
  void absoluteErrorHasNoGradientAtATie() {
    Tensor y = row(1, 2, 3).requireGrad();
    Tensor loss = new MAELoss(Reduction.SUM).of(y, row(2, 2, 1));
    loss.backward();
    assertThat(loss.item()).isEqualTo(3);
    assertThat(y.grad().toDoubles()).containsExactly(-1, 0, 1);
  }

  @Test
  void hubersErrorIsQuadraticUpToDeltaAndLinearBeyond() {
    Tensor y = row(0.5, -2, 6, -6).requireGrad();
    Tensor loss = new HuberLoss(2, Reduction.SUM).of(y, row(0, 0, 0, 0));
    loss.backward();
    assertThat(loss.item()).isEqualTo(0.125 + 2 + 2 * (6 - 1) * 2);
    assertThat(y.grad().toDoubles()).containsExactly(0.5, -2, 2, -2);
  }

  @Test
  void targetsOfAnotherFloatingTypeAreConverted() {
    Tensor y = Tensor.of(new double[] {1, 2}, 1, 2);
    assertThat(new MSELoss().of(y, Tensor.of(new float[] {2, 4}, 1, 2)).item()).isEqualTo(2.5);
    Tensor oneHot = Tensor.of(new float[] {0, 1}, 1, 2);
    assertThat(new CrossEntropyLoss().of(y, oneHot).item())
        .isCloseTo(StrictMath.log(1 + StrictMath.exp(-1)), within(1e-15));
  }

  @Test
  void oneHotRowsGiveTheLossOfTheirLabels() {
    Tensor x = Golden.pattern(3, 4, 3);
    double[] oneHot = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    double byRows = new CrossEntropyLoss().of(x, Tensor.of(oneHot, 4, 3)).item();
    assertThat(new CrossEntropyLoss().of(x, ints(2, 0, 1, 2)).item())
        .isCloseTo(byRows, within(1e-15));
  }

  @Test
  void moreAxesBeforeTheClassesCountAsRows() {
    Tensor x = Golden.pattern(3, 2, 5, 3);
    Tensor labels = Tensor.of(new long[] {0, 1, 2, 2, 1, 0, 0, 1, 2, 0}, 2, 5);
    for (Loss loss : List.of(new CrossEntropyLoss(), new NLLLoss())) {
      double flat = loss.of(x.reshape(10, 3), labels.reshape(10)).item();
      assertThat(loss.of(x, labels).item()).isEqualTo(flat);
    }
  }

  @Test
  void aBatchWhereEveryRowIsIgnoredHasLossAndGradientZero() {
    for (Loss loss :
        List.of(new CrossEntropyLoss().withIgnoredIndex(-1), new NLLLoss().withIgnoredIndex(-1))) {
      Tensor x = Golden.pattern(3, 2, 3).keep().requireGrad();
      Tensor value = loss.of(x, ints(-1, -1));
      value.backward();
      assertThat(value.item()).isZero();
      assertThat(x.grad().toDoubles()).containsOnly(0);
    }
  }

  @Test
  void likelihoodOfAnIgnoredRowMayBeMinusInfinity() {
    double lost = Double.NEGATIVE_INFINITY;
    Tensor x = Tensor.of(new double[] {lost, lost, -1, -2}, 2, 2).requireGrad();
    Tensor loss = new NLLLoss().withIgnoredIndex(-100).of(x, ints(-100, 1));
    loss.backward();
    assertThat(loss.item()).isEqualTo(2);
    assertThat(x.grad().toDoubles()).containsExactly(0, 0, 0, -1);
  }

  // ---- weights ----

  @Test
  void weightsAreKnownFromTargetsAlone() {
    Tensor labels = ints(0, 2, -100, 1, 2);
    var crossEntropy = new CrossEntropyLoss().withIgnoredIndex(-100);
    assertThat(crossEntropy.weight(labels)).isEqualTo(4);
    assertThat(crossEntropy.withClassWeights(0.5, 2, 4).weight(labels)).isEqualTo(10.5);
    assertThat(crossEntropy.weight(Tensor.zeros(7, 3))).isEqualTo(7);
    assertThat(new NLLLoss().withClassWeights(0.5, 2, 4).weight(ints(1, 1, 0))).isEqualTo(4.5);
    Tensor numbers = Tensor.zeros(7, 3);
    assertThat(new MSELoss().weight(numbers)).isEqualTo(21);
    assertThat(new HalfSquaredErrorLoss().weight(numbers)).isEqualTo(7);
    assertThat(new BCEWithLogitsLoss().withPositiveWeights(5).weight(numbers)).isEqualTo(21);
  }

  static Stream<Arguments> shardable() {
    Tensor labels = ints(4, 0, 2, 2, 1, 3, 2, 0, 4, 1, 2);
    var weighted = new CrossEntropyLoss().withClassWeights(0.5, 2, 0.25, 1.5, 3);
    Tensor soft = Golden.pattern(2, 11, 5).softmax(-1);
    Tensor numbers = Golden.pattern(4, 11, 5);
    return Stream.of(
        Arguments.of(new CrossEntropyLoss(), labels),
        Arguments.of(weighted, labels),
        Arguments.of(weighted.withIgnoredIndex(2).withLabelSmoothing(0.2), labels),
        Arguments.of(weighted.withLabelSmoothing(0.2), soft),
        Arguments.of(new CrossEntropyLoss(Reduction.SUM).withIgnoredIndex(4), labels),
        Arguments.of(new NLLLoss().withClassWeights(1, 2, 3, 4, 5).withIgnoredIndex(0), labels),
        Arguments.of(new BCEWithLogitsLoss().withPositiveWeights(1, 2, 3, 4, 5), soft),
        Arguments.of(new MSELoss(), numbers),
        Arguments.of(new HalfSquaredErrorLoss(Reduction.MEAN), numbers),
        Arguments.of(new HalfSquaredErrorLoss(), numbers),
        Arguments.of(new MAELoss(), numbers),
        Arguments.of(new HuberLoss(0.5), numbers));
  }

  @ParameterizedTest
  @MethodSource("shardable")
  void unevenShardsDividedByTheWholeWeightGiveTheLossOfTheBatch(Loss loss, Tensor target) {
    Tensor weight = Golden.pattern(6, 5, 3);
    Tensor x = Golden.pattern(7, 11, 3);
    Tensor whole = weight.keep().requireGrad();
    Tensor together = loss.of(x.linear(whole, null), target);
    together.backward();

    Tensor shared = weight.keep().requireGrad();
    double divisor = loss.divisor(target);
    double sum = 0;
    int[] ends = {0, 3, 4, 9, 11};
    for (int shard = 0; shard + 1 < ends.length; shard++) {
      Tensor rows = x.slice(0, ends[shard], ends[shard + 1]);
      Tensor itsTarget = new Tensor(target.value().slice(0, ends[shard], ends[shard + 1]));
      Tensor part = loss.sum(rows.linear(shared, null), itsTarget).div(divisor);
      part.backward();
      sum += part.item();
    }
    assertThat(sum).isCloseTo(together.item(), within(1e-12));
    assertThat(shared.grad().toDoubles()).containsExactly(whole.grad().toDoubles(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("shardable")
  void gradientsAgreeWithDifferences(Loss loss, Tensor target) {
    GradCheck.of(in -> loss.of(in[0], target)).check(Golden.pattern(3, 11, 5));
  }

  // ---- refusals ----

  @Test
  void aColumnAgainstAVectorIsRefusedAndNotBroadcast() {
    String rule = "output and target must have one shape, but the output is (5 × 1) and the target";
    for (Loss loss :
        List.of(new MSELoss(), new MAELoss(), new HuberLoss(), new HalfSquaredErrorLoss())) {
      assertRefused(
          loss,
          Tensor.zeros(5, 1),
          Tensor.zeros(5),
          "[" + loss + "] " + rule + " (5). Did you mean target.reshape(5, 1)?");
    }
    assertRefused(
        new BCEWithLogitsLoss(),
        Tensor.zeros(5, 1),
        Tensor.zeros(5, 2),
        "[BCEWithLogitsLoss(mean)] " + rule + " (5 × 2)");
  }

  @Test
  void wholeNumbersAreRefusedWhereRealOnesAreWanted() {
    assertRefused(
        new MSELoss(),
        Tensor.zeros(3, 1),
        ints(0, 1, 1),
        "[MSELoss(mean)] the targets must be real numbers, f32 or f64, but are i32 (3). Did you"
            + " mean target.cast(DType.F32)? For class numbers there is CrossEntropyLoss");
  }

  @Test
  void labelsOfAnotherShapeAreRefusedWithAHint() {
    var loss = new CrossEntropyLoss();
    Tensor logits = Tensor.zeros(3, 5);
    String rule =
        "[CrossEntropyLoss] for the output (3 × 5) the labels must be whole numbers of shape (3),"
            + " but the target is ";
    assertRefused(
        loss,
        logits,
        Tensor.of(new int[] {0, 1, 2}, 3, 1),
        rule + "i32 (3 × 1). Did you mean target.reshape(3)?");
    assertRefused(
        loss,
        logits,
        Tensor.of(1f, 2f, 0f),
        rule + "f32 (3). Did you mean target.cast(DType.I32)?");
    assertRefused(
        loss,
        logits,
        Tensor.zeros(3, 5).cast(DType.I32),
        rule + "i32 (3 × 5). For one-hot rows, did you mean target.cast(DType.F32)?");
    assertRefused(loss, logits, Tensor.zeros(3, 4), rule + "f32 (3 × 4)");
    assertRefused(
        new NLLLoss(),
        logits,
        Tensor.zeros(3, 5),
        rule.replace("CrossEntropyLoss", "NLLLoss")
            + "f32 (3 × 5). For one-hot rows, did you mean target.argmax(-1)?");
    assertRefused(
        loss,
        Tensor.zeros(5),
        ints(1),
        "[CrossEntropyLoss] the output must be (rows × classes), but is (5). Did you mean"
            + " output.unsqueeze(0), for a single row?");
  }

  @Test
  void labelsOutsideOfTheClassesAreRefusedWithTheirRow() {
    assertRefused(
        new CrossEntropyLoss(),
        Tensor.zeros(3, 5),
        ints(0, 5, 1),
        "[CrossEntropyLoss] labels must lie in 0…4, but row 1 has 5. Labels count from 0");
    assertRefused(
        new NLLLoss(),
        Tensor.zeros(3, 5),
        ints(0, 4, -100),
        "[NLLLoss] labels must lie in 0…4, but row 2 has -100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NLLLoss().withClassWeights(1, 2).weight(ints(0, 3)))
        .withMessage("[NLLLoss] labels must lie in 0…1, but row 1 has 3");
  }

  @Test
  void answersThatAreNoProbabilitiesAreRefused() {
    assertRefused(
        new BCEWithLogitsLoss(),
        Tensor.zeros(3, 2),
        Tensor.of(new float[] {0, 1, 1, 0, 0, 2}, 3, 2),
        "[BCEWithLogitsLoss(mean)] targets must lie in 0…1, but row 2 has 2. For class numbers"
            + " there is CrossEntropyLoss");
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CrossEntropyLoss().withLabelSmoothing(1.5))
        .withMessage("[CrossEntropyLoss] label smoothing must lie in 0…1, but is 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CrossEntropyLoss().withClassWeights(1, -1))
        .withMessage(
            "[CrossEntropyLoss] needs one weight or more, none of them negative, not [1.0, -1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BCEWithLogitsLoss().withPositiveWeights())
        .withMessage("[BCEWithLogitsLoss] needs one weight or more, none of them negative, not []");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HuberLoss(0))
        .withMessage("[HuberLoss] delta must be positive and finite, but is 0.0");
    assertRefused(
        new CrossEntropyLoss().withClassWeights(1, 2, 3),
        Tensor.zeros(3, 5),
        ints(0, 1, 2),
        "[CrossEntropyLoss] there must be one weight for each class: 3 weights, output (3 × 5)");
    assertRefused(
        new BCEWithLogitsLoss().withPositiveWeights(1, 2, 3),
        Tensor.zeros(3, 5),
        Tensor.zeros(3, 5),
        "[BCEWithLogitsLoss(positive weights [1, 2, 3], mean)] there must be one positive weight"
            + " for each output: 3 weights, output (3 × 5)");
    assertRefused(
        new CrossEntropyLoss(),
        Tensor.zeros(3, 5),
        Tensor.zeros(3, 5).requireGrad(),
        "[CrossEntropyLoss] targets are constants and get no gradient: use target.detach()");
  }

  @Test
  void aSettingMakesANewLossAndLeavesTheOldOne() {
    var plain = new CrossEntropyLoss();
    double[] weights = {1, 2};
    var weighted = plain.withClassWeights(weights);
    weights[0] = 100;
    assertThat(plain.weight(ints(0, 1))).isEqualTo(2);
    assertThat(weighted.weight(ints(0, 1))).isEqualTo(3);
  }

  @Test
  void lossesPrintTheirSettings() {
    List<Loss> losses =
        new ArrayList<>(
            List.of(
                new CrossEntropyLoss(),
                new CrossEntropyLoss(Reduction.SUM)
                    .withClassWeights(1, 0.5)
                    .withIgnoredIndex(-100)
                    .withLabelSmoothing(0.1),
                new NLLLoss().withClassWeights(1, 3),
                new BCEWithLogitsLoss().withPositiveWeights(3)));
    losses.addAll(
        Arrays.asList(new MSELoss(), new HalfSquaredErrorLoss(), new MAELoss(), new HuberLoss()));
    assertThat(losses.stream().map(Loss::toString))
        .containsExactly(
            "CrossEntropyLoss(mean)",
            "CrossEntropyLoss(class weights [1, 0.5], ignored index -100, label smoothing 0.1,"
                + " sum)",
            "NLLLoss(class weights [1, 3], mean)",
            "BCEWithLogitsLoss(positive weights [3], mean)",
            "MSELoss(mean)",
            "HalfSquaredErrorLoss(sum)",
            "MAELoss(mean)",
            "HuberLoss(delta 1, mean)");
  }
}
