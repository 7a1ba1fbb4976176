package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.jacobi.learn.Numbers.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Init;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.optim.Adam;
import org.jacobi.optim.AdamW;
import org.jacobi.optim.NesterovSGD;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chain of layers: order, names, gradients, training. */
class ManualNetworkTest {
  private static ManualNetwork fine() {
    return new ManualNetwork(
        new MatMulLayer(28, 28),
        new BiasAddLayer(28),
        new SigmoidLayer(),
        new MatMulLayer(28, 28),
        new BiasAddLayer(28),
        new SigmoidLayer(),
        new MatMulLayer(28, 2),
        new BiasAddLayer(2),
        new SigmoidLayer(),
        new SquaredErrorLayer());
  }

  /** Everything in one chain: unequal prime sizes, dropout, each activation. */
  private static ManualNetwork mixed(DType type) {
    var network =
        new ManualNetwork(
            new AffineLayer(7, 13),
            new ReLULayer(),
            new DropoutLayer(0.3),
            new MatMulLayer(13, 11),
            new BiasAddLayer(11),
            new TanhLayer(),
            new AffineLayer(11, 5),
            new SigmoidLayer(),
            new AffineLayer(5, 3),
            new SoftmaxWithLossLayer());
    network.init(5, type);
    return network;
  }

  private static Dataset.Batch batch(DType type, long seed) {
    return new Dataset.Batch(normal(type, seed, 17, 7), Numbers.labels(seed, 17, 3));
  }

  @Test
  void aNetworkPrintsItsLayersInBothLanguages() {
    assertThat(fine().describe(Locale.ENGLISH))
        .isEqualTo(
            """
            Layer 0: matmul
            Layer 1: bias_add
            Layer 2: sigmoid
            Layer 3: matmul
            Layer 4: bias_add
            Layer 5: sigmoid
            Layer 6: matmul
            Layer 7: bias_add
            Layer 8: sigmoid
            Layer 9: loss\
            """);
    assertThat(fine().describe(Locale.CHINA)).startsWith("第 0 层：matmul\n第 1 层：bias_add\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyKindOfLayerInAChainAgreesWithTheAutomaticOne(DType type) {
    var network = mixed(type);
    var compared = ManualGradients.compare(network, network.automatic(), batch(type, 1));
    assertThat(compared.rows()).hasSize(9 * 2 + 8 + 2);
    assertThat(compared.same()).as(compared.toString()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void the28By28NetworkAgreesWithTheAutomaticOne(DType type) {
    var network = fine();
    network.init(1, type);
    var batch = new Dataset.Batch(normal(type, 1, 17, 28), Numbers.labels(1, 17, 2));
    var compared = ManualGradients.compare(network, network.automatic(), batch);
    assertThat(compared.same()).as(compared.toString()).isTrue();
  }

  @Test
  void parametersHaveTheNamesOfLayerAndParameter() {
    var network = mixed(DType.F64);
    assertThat(network.params().keySet())
        .containsExactly(
            "0.weight", "0.bias", "3.weight", "4.bias", "6.weight", "6.bias", "8.weight", "8.bias");
    network.params().get("8.bias").copyFrom(new double[] {100, 0, 0});
    NDArray answers = network.predict(normal(DType.F64, 1, 17, 7));
    for (int row = 0; row < 17; row++) {
      assertThat(answers.get(row, 0)).isGreaterThan(90);
    }
    assertThat(network.accuracy(normal(DType.F64, 1, 17, 7), NDArray.of(new int[17], 17)))
        .isEqualTo(1);
  }

  @Test
  void theNumericalGradientAgreesWithTheWalkBackForEachParameter() {
    var network = mixed(DType.F64);
    var batch = batch(DType.F64, 2);
    Map<String, NDArray> walked = network.gradient(batch.features(), batch.targets());
    List<double[]> before = network.params().values().stream().map(NDArray::toDoubles).toList();
    Map<String, NDArray> numerical = network.numericalGradient(batch.features(), batch.targets());
    assertThat(numerical.keySet()).containsExactlyElementsOf(walked.keySet());
    walked.forEach((name, gradient) -> {
      assertThat(Numbers.largest(gradient)).as(name).isGreaterThan(1e-4);
      assertThat(Numbers.largestDifference(gradient, numerical.get(name)))
          .as(name)
          .isLessThan(1e-9);
    });
    List<double[]> after = network.params().values().stream().map(NDArray::toDoubles).toList();
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).containsExactly(before.get(i));
    }
  }

  private static List<Supplier<Optimizer>> optimizers() {
    return List.of(
        () -> new SGD(0.1),
        () -> new SGD(0.1).momentum(0.9),
        () -> new NesterovSGD(0.05),
        () -> new Adam(0.01),
        () -> new AdamW(0.01).weightDecay(0.1));
  }

  @Test
  void everyOptimizerGoesTheSameWayByHandAndAutomatic() {
    for (var maker : optimizers()) {
      var network = mixed(DType.F64);
      var model = network.automatic();
      var loss = network.loss().automaticLoss();
      network.optimizer(maker.get());
      var theirs = maker.get().over(model);
      List<Double> ours = new ArrayList<>();
      for (int step = 0; step < 20; step++) {
        var batch = batch(DType.F64, step);
        double byHand = network.step(batch.features(), batch.targets());
        double automatic =
            StepScope.outside()
                .with(Randomness.SETTING, Randomness.of(5, 0, step, 0))
                .call(() -> {
                  Tensor x = new Tensor(batch.features());
                  Tensor value = loss.of(model.forward(x), new Tensor(batch.targets()));
                  value.backward();
                  return value.item();
                });
        theirs.step();
        theirs.zeroGrad();
        assertThat(byHand).as(theirs + " step " + step).isCloseTo(automatic, within(1e-9));
        ours.add(byHand);
      }
      assertThat(ours.getLast()).isNotEqualTo(ours.getFirst());
      List<Param> params = model.params();
      NDArray weight = params.getFirst().value().transpose();
      assertThat(Numbers.largestDifference(network.params().get("0.weight"), weight))
          .as(theirs.toString())
          .isLessThan(1e-8);
    }
  }

  @Test
  void gradientsAreRightAfterEachOfTwoSteps() {
    var network = mixed(DType.F64);
    network.optimizer(new Adam(0.05));
    for (int step = 0; step < 3; step++) {
      var batch = batch(DType.F64, step);
      var compared = ManualGradients.compare(network, network.automatic(), batch);
      assertThat(compared.same()).as("step " + step + "\n" + compared).isTrue();
      network.step(batch.features(), batch.targets());
    }
  }

  @Test
  void dropoutTakesPartInTrainingAloneAndDrawsAnewInEachStep() {
    var network = mixed(DType.F64);
    var batch = batch(DType.F64, 1);
    double first = network.loss(batch.features(), batch.targets());
    assertThat(network.loss(batch.features(), batch.targets())).isEqualTo(first);
    double without = Mode.EVALUATE.call(() -> network.loss(batch.features(), batch.targets()));
    assertThat(without).isNotEqualTo(first);
    network.optimizer(new SGD(1e-12));
    assertThat(network.step(batch.features(), batch.targets())).isEqualTo(first);
    assertThat(network.loss(batch.features(), batch.targets())).isNotCloseTo(first, within(1e-6));
    assertThat(network.predict(batch.features()).toDoubles())
        .containsExactly(network.predict(batch.features()).toDoubles());
  }

  @Test
  void exclusiveOrIsLearned() {
    var network =
        new ManualNetwork(
            new AffineLayer(2, 7),
            new TanhLayer(),
            new AffineLayer(7, 2),
            new SoftmaxWithLossLayer());
    network.init(1);
    network.optimizer(new Adam(0.05));
    NDArray x = NDArray.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    NDArray labels = NDArray.of(new int[] {0, 1, 1, 0}, 4);
    double loss = 1;
    for (int step = 0; step < 200; step++) {
      loss = network.step(x, labels);
    }
    assertThat(loss).isLessThan(0.02);
    assertThat(network.accuracy(x, labels)).isEqualTo(1);
    assertThat(network.accuracy(x, Matrices.oneHot(labels, 2, DType.F32))).isEqualTo(1);
  }

  @Test
  void initialWeightsCanBeChosen() {
    var network = fine();
    network.weightInit(Init.constant(0.25)).init(1);
    assertThat(network.params().get("3.weight").toDoubles()).containsOnly(0.25);
    assertThat(network.params().get("4.bias").toDoubles()).containsOnly(0);
    assertThatThrownBy(() -> network.weightInit(Init.zeros()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWrongChainIsRefused() {
    assertThatThrownBy(() -> new ManualNetwork(new SquaredErrorLayer()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ManualNetwork(new TanhLayer(), new TanhLayer()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new ManualNetwork(new SquaredErrorLayer(), new TanhLayer(), new SquaredErrorLayer()))
        .isInstanceOf(IllegalArgumentException.class);
    var tanh = new TanhLayer();
    assertThatThrownBy(() -> new ManualNetwork(tanh, tanh, new SquaredErrorLayer()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1")
        .hasMessageContaining("tanh");
    var network = mixed(DType.F64);
    var batch = batch(DType.F64, 1);
    assertThatThrownBy(() -> network.step(batch.features(), batch.targets()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("optimizer(");
  }

  @Test
  void aBackwardPassThatGivesAnotherShapeIsNamed() {
    ManualLayer broken =
        new ManualLayer("broken") {
          @Override
          public NDArray forward(NDArray... inputs) {
            return inputs[0].copy();
          }

          @Override
          public NDArray[] backward(NDArray upstream) {
            return new NDArray[] {Matrices.sumOfRows(upstream)};
          }
        };
    var network = new ManualNetwork(new AffineLayer(7, 3), broken, new SoftmaxWithLossLayer());
    network.init(1, DType.F64);
    var batch = batch(DType.F64, 1);
    assertThatThrownBy(() -> network.gradient(batch.features(), batch.targets()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("(17 × 3)")
        .hasMessageContaining("(3)");
    assertThatThrownBy(network::automatic)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken");
  }
}
