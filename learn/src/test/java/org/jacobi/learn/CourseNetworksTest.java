package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jacobi.learn.Numbers.normal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.DataLoader;
import org.jacobi.data.Dataset;
import org.jacobi.data.Mnist;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Split;
import org.jacobi.data.Task;
import org.jacobi.data.TrainTest;
import org.jacobi.nn.Gain;
import org.jacobi.nn.Init;
import org.jacobi.optim.Adam;
import org.jacobi.optim.SGD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The networks of the course in their own sizes. */
class CourseNetworksTest {
  private static ManualNetwork twoLayers() {
    return new ManualNetwork(
        new AffineLayer(784, 50),
        new SigmoidLayer(),
        new AffineLayer(50, 10),
        new SoftmaxWithLossLayer());
  }

  private static ManualNetwork threeLayers() {
    return new ManualNetwork(
        new AffineLayer(784, 256),
        new ReLULayer(),
        new AffineLayer(256, 128),
        new ReLULayer(),
        new AffineLayer(128, 10),
        new SoftmaxWithLossLayer());
  }

  private static ManualNetwork threeSteps() {
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

  /** Before and after steps, when the biases are not 0 any more. */
  private static void compareWhileTraining(ManualNetwork network, Dataset.Batch batch) {
    network.optimizer(new SGD(0.1).momentum(0.9));
    for (int round = 0; round < 3; round++) {
      var compared = ManualGradients.compare(network, network.automatic(), batch);
      assertThat(compared.same()).as("round " + round + "\n" + compared).isTrue();
      double largest = network.dtype() == DType.F64 ? 1e-12 : 1e-6;
      compared.rows().stream()
          .filter(row -> row.quantity().startsWith("∂"))
          .forEach(row -> assertThat(row.difference()).as(row.toString()).isLessThan(largest));
      for (int step = 0; step < 5; step++) {
        network.step(batch.features(), batch.targets());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void twoLayersAgreeWithTheAutomaticOnes(DType type) {
    var network = twoLayers();
    network.init(1, type);
    NDArray x = Matrices.map(normal(type, 1, 23, 784), v -> Math.max(0, v));
    compareWhileTraining(network, new Dataset.Batch(x, Numbers.labels(2, 23, 10)));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void threeLayersAgreeWithTheAutomaticOnes(DType type) {
    var network = threeLayers();
    network.init(1, type);
    NDArray x = Matrices.map(normal(type, 1, 23, 784), v -> Math.max(0, v));
    compareWhileTraining(network, new Dataset.Batch(x, Numbers.labels(2, 23, 10)));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void layersOfOneStepEachAgreeWithTheAutomaticOnes(DType type) {
    var network = threeSteps();
    network.init(1, type);
    var batch = new Dataset.Batch(normal(type, 1, 16, 28), Numbers.labels(2, 16, 2));
    compareWhileTraining(network, batch);
  }

  @Test
  void theNumericalGradientOfAllNumbersOfASmallerNetworkAgrees() {
    var network =
        new ManualNetwork(
            new AffineLayer(31, 5),
            new SigmoidLayer(),
            new AffineLayer(5, 3),
            new SoftmaxWithLossLayer());
    network.init(1, DType.F64);
    NDArray x = normal(DType.F64, 1, 7, 31);
    NDArray hot = Matrices.oneHot(Numbers.labels(2, 7, 3), 3, DType.F64);
    var numerical = network.numericalGradient(x, hot);
    network
        .gradient(x, hot)
        .forEach((name, gradient) ->
            assertThat(Numbers.largestDifference(gradient, numerical.get(name)))
                .as(name)
                .isLessThan(1e-9));
  }

  // ---- real data ----

  private static TrainTest breastCancer(String... ignored) {
    Path file = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    var table =
        CsvTable.read(file, CsvOptions.standard().skipLines(1).header(CsvOptions.Header.ABSENT));
    int[] labels = Arrays.stream(table.numbers(30)).mapToInt(v -> (int) v).toArray();
    var split = Split.stratified(labels, 0.2, 1);
    var options = PreprocessOptions.standard().task(Task.CLASSIFICATION).ignore(ignored);
    var prepare = Preprocessor.fit(table, split.train(), options);
    return new TrainTest(
        prepare.transform(table, split.train()), prepare.transform(table, split.test()));
  }

  private static double accuracyAfter100Epochs(TrainTest data, int batchSize) {
    var network = threeSteps();
    network.weightInit(Init.xavierUniform(Gain.SIGMOID)).init(1);
    network.optimizer(new SGD(0.1));
    var loader = new DataLoader(data.train(), batchSize).shuffle(1);
    for (int epoch = 0; epoch < 100; epoch++) {
      network.epoch(loader, epoch);
    }
    return network.accuracy(data.test().features(), data.test().targets());
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void batchesOf16LearnWhatOneFullBatchAPassDoesNot() {
    var data = breastCancer("column 29", "column 30");
    assertThat(data.train().featureShape().size()).isEqualTo(28);
    assertThat(accuracyAfter100Epochs(data, 16)).isGreaterThanOrEqualTo(0.96);
    // All answers are the more frequent class: 63 % of the rows.
    int[] counts = data.test().classCounts();
    double frequent = Math.max(counts[0], counts[1]) / (double) data.test().rows();
    assertThat(frequent).isBetween(0.62, 0.64);
    assertThat(accuracyAfter100Epochs(data, data.train().rows())).isEqualTo(frequent);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void denseLayersWithDropoutLearnTheBreastCancerData() {
    var data = breastCancer();
    var network =
        new ManualNetwork(
            new AffineLayer(30, 16),
            new ReLULayer(),
            new DropoutLayer(0.2),
            new AffineLayer(16, 2),
            new SoftmaxWithLossLayer());
    network.init(1, DType.F64);
    network.optimizer(new Adam(0.005));
    var loader = new DataLoader(data.train(), 32).shuffle(1);
    for (int epoch = 0; epoch < 40; epoch++) {
      if (epoch % 13 == 0) {
        var batch = loader.batches(epoch).iterator().next();
        var compared = ManualGradients.compare(network, network.automatic(), batch);
        assertThat(compared.same()).as(compared.toString()).isTrue();
      }
      network.epoch(loader, epoch);
    }
    double accuracy = network.accuracy(data.test().features(), data.test().targets());
    assertThat(accuracy).isGreaterThanOrEqualTo(0.96);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void theGradientsOnMnistAreTheAutomaticOnes() {
    var data = Mnist.load(Path.of(System.getenv("JACOBI_DATA"), "mnist"));
    for (DType type : new DType[] {DType.F32, DType.F64}) {
      var network = threeLayers();
      network.init(1, type);
      var batch = data.train().batch(IntStream.range(0, 61).toArray());
      compareWhileTraining(network, batch);
    }
  }
}
