package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Layers whose output depends on more than their input: dropout, batch normalisation. */
class StochasticLayerTest {
  private static Tensor inStep(UnaryLayer layer, Tensor x, long seed, int epoch, long step) {
    return StepScope.current()
        .with(Randomness.SETTING, Randomness.of(seed, epoch, step, 0))
        .call(() -> layer.forward(x));
  }

  @Test
  void dropoutDropsItsPartAndScalesTheRest() {
    double[] y = inStep(new Dropout(0.3), Tensor.ones(200, 211), 1, 1, 1).toDoubles();
    double kept = Arrays.stream(y).filter(v -> v != 0).count();
    assertThat(kept / y.length).isCloseTo(0.7, within(0.01));
    assertThat(Arrays.stream(y).filter(v -> v != 0).distinct().toArray())
        .containsExactly((float) (1 / 0.7));
  }

  @Test
  void dropoutUsesTheSameMaskOnTheWayBack() {
    Tensor x = Golden.pattern(2, 11, 13).keep().requireGrad();
    Tensor y = inStep(new Dropout(0.5), x, 1, 1, 1);
    y.sum().backward();
    double[] mask = x.grad().toDoubles();
    double[] product = y.toDoubles();
    for (int i = 0; i < mask.length; i++) {
      assertThat(mask[i]).isIn(0.0, 2.0);
      assertThat(product[i]).isEqualTo(mask[i] * x.toDoubles()[i]);
    }
  }

  @Test
  void whatDropoutDropsFollowsFromSeedEpochStepAndPath() {
    var model = new Sequential(new Dropout(0.5), new Sequential(new Dropout(0.5)));
    model.init(1);
    Tensor x = Tensor.ones(7, 11);
    var first = model.steps().getFirst();
    double[] mask = inStep(first, x, 1, 2, 3).toDoubles();
    assertThat(inStep(first, x, 1, 2, 3).toDoubles()).containsExactly(mask);
    assertThat(inStep(first, x, 2, 2, 3).toDoubles()).isNotEqualTo(mask);
    assertThat(inStep(first, x, 1, 3, 3).toDoubles()).isNotEqualTo(mask);
    assertThat(inStep(first, x, 1, 2, 4).toDoubles()).isNotEqualTo(mask);
    assertThat(inStep(model.steps().getLast(), x, 1, 2, 3).toDoubles()).isNotEqualTo(mask);
  }

  @Test
  void withoutKeysEachPassDropsOtherUnits() {
    var dropout = new Dropout(0.5);
    Tensor x = Tensor.ones(7, 11);
    assertThat(dropout.forward(x).toDoubles()).isNotEqualTo(dropout.forward(x).toDoubles());
  }

  @Test
  void dropoutByNothingPassesTheInputItself() {
    Tensor x = Tensor.ones(7, 11);
    assertThat(new Dropout(0).forward(x)).isSameAs(x);
    assertThat(Mode.EVALUATE.call(() -> new Dropout(0.9).forward(x))).isSameAs(x);
  }

  @Test
  void aProbabilityOutsideOfItsRangeIsRefused() {
    for (double p : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Dropout(p))
          .withMessage("[Dropout] the probability of dropping must lie in [0, 1), but is " + p);
    }
  }

  @Test
  void batchNormalisationCannotTrainOnASingleRow() {
    var layer = new BatchNorm1d(3);
    layer.init(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.ones(1, 3)))
        .withMessage(
            "[BatchNorm1d(3)] cannot train on a single number for each feature, which has no"
                + " variance: the input is (1 × 3). Train on batches of two rows or more, or use"
                + " Mode.EVALUATE");
    assertThat(Mode.EVALUATE.call(() -> layer.forward(Tensor.ones(1, 3))).shape().dim(0))
        .isEqualTo(1);
    assertThat(layer.forward(Tensor.ones(1, 3, 2)).shape().dim(0)).isEqualTo(1);
  }

  @Test
  void runningStatisticsOnlyMoveWhenTheirUpdatesAreApplied() {
    var layer = new BatchNorm1d(2, 1e-5, 0.25);
    layer.init(1, DType.F64);
    List<LayerBuffer.Update> updates = new ArrayList<>();
    LayerBuffer.Sink later = updates::add;
    Tensor x = Tensor.of(new double[] {1, 10, 3, 10}, 2, 2);
    StepScope.current().with(LayerBuffer.SINK, later).run(() -> layer.forward(x));
    assertThat(layer.runningMean().value().toDoubles()).containsExactly(0, 0);
    updates.forEach(LayerBuffer.Update::apply);
    assertThat(layer.runningMean().value().toDoubles()).containsExactly(0.5, 2.5);
    // The variance of 1 and 3 as a sample is 2.
    assertThat(layer.runningVariance().value().toDoubles()).containsExactly(1.25, 0.75);
  }

  @Test
  void settingsOfNormalisationsThatMeanNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(0))
        .withMessage("[BatchNorm1d] the number of features must be positive, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(3, 0, 0.1))
        .withMessage("[BatchNorm1d] epsilon must be positive and finite, but is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(3, 1e-5, 1.1))
        .withMessage("[BatchNorm1d] the momentum must lie in 0…1, but is 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(LayerNorm::new)
        .withMessage(
            "[LayerNorm] the shape must have one axis or more, none of them empty, but is ()");
  }

  @Test
  void defaultsAreThoseThatAreDocumented() {
    assertThat(new BatchNorm1d(3).epsilon()).isEqualTo(1e-5);
    assertThat(new BatchNorm1d(3).momentum()).isEqualTo(0.1);
    assertThat(new LayerNorm(3).epsilon()).isEqualTo(1e-5);
    assertThat(new LeakyReLU().slope()).isEqualTo(0.01);
    assertThat(new ELU().alpha()).isEqualTo(1);
    assertThat(HuberLoss.DELTA).isEqualTo(1);
    assertThat(new Embedding(7, 3).weight().init()).hasToString("normal(0, 1)");
    assertThat(new Linear(7, 3).weight().init()).hasToString("fanInUniform");
    assertThat(new BatchNorm1d(3).weight().init()).hasToString("ones");
    assertThat(new BatchNorm1d(3).bias().init()).hasToString("zeros");
    assertThat(new BatchNorm1d(3).weight().role()).isEqualTo(Param.Role.SCALE);
    assertThat(new LayerNorm(3).weight().role()).isEqualTo(Param.Role.SCALE);
    assertThat(new Embedding(7, 3).weight().role()).isEqualTo(Param.Role.WEIGHT);
  }

  @Test
  void anIndexOutsideOfAnEmbeddingIsNamedWithItsPlace() {
    var layer = new Embedding(7, 3);
    layer.init(1);
    assertThatThrownBy(() -> layer.forward(Tensor.of(new int[] {0, 1, 2, 7, 3, 4}, 3, 2)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[Embedding(7 × 3)] the input must lie in 0…6, but number 3 of (3 × 2) is 7");
    assertThatThrownBy(() -> layer.forward(Tensor.of(new int[] {-1}, 1)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[Embedding(7 × 3)] the input must lie in 0…6, but number 0 of (1) is -1");
  }

  @Test
  void flatteningKeepsTheRowsEvenWhereThereAreNone() {
    assertThat(new Flatten().forward(Tensor.zeros(0, 3, 2)).shape().toArray())
        .containsExactly(0, 6);
    assertThat(new Flatten().forward(Tensor.zeros(5)).shape().toArray()).containsExactly(5, 1);
  }
}
