package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.io.JsonObject;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers and their gradients against PyTorch 1.13.0. */
class LayerGoldenTest {
  private static final Offset<Double> EXACT = within(1e-12);

  /** Runs a layer forward and back, and compares the output and all gradients. */
  private static void check(JsonObject golden, UnaryLayer layer, Tensor x) {
    Tensor input = x.dtype().isFloating() ? x.keep().requireGrad() : x;
    Tensor output = layer.forward(input);
    assertThat(output.toDoubles()).containsExactly(golden.numbers("output"), EXACT);
    output.mul(Golden.pattern(5, output.shape().toArray())).sum().backward();
    int next = 0;
    if (x.dtype().isFloating()) {
      assertThat(input.grad().toDoubles())
          .containsExactly(Golden.numbers(golden, "gradients", next++), EXACT);
    }
    for (Param param : layer.params()) {
      assertThat(param.tensor().grad().toDoubles())
          .as(param.path())
          .containsExactly(Golden.numbers(golden, "gradients", next++), EXACT);
    }
  }

  private static <L extends UnaryLayer> L with(L layer, int firstSeed) {
    layer.init(1, DType.F64);
    int seed = firstSeed;
    for (Param param : layer.params()) {
      param.value().copyFrom(Golden.wave((int) param.shape().size(), seed++));
    }
    return layer;
  }

  static Stream<UnaryLayer> activations() {
    return Stream.of(
        new ReLU(),
        new LeakyReLU(),
        new ELU(),
        new Sigmoid(),
        new Tanh(),
        new Softplus(),
        new GELU(),
        new TanhGELU(),
        new SiLU(),
        new Softmax(),
        new LogSoftmax());
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsAreThoseOfPyTorch(UnaryLayer layer) {
    JsonObject golden = Golden.of(layer.getClass().getSimpleName());
    check(golden, layer, Golden.tensor(golden, "input", 2, 6));
  }

  static Stream<Arguments> parametric() {
    return Stream.of(
        Arguments.of("Linear", new Linear(3, 2), 7, new int[] {5, 3}),
        Arguments.of("LayerNorm one axis", new LayerNorm(5), 10, new int[] {2, 3, 5}),
        Arguments.of("LayerNorm two axes", new LayerNorm(3, 5), 10, new int[] {2, 3, 5}));
  }

  @ParameterizedTest
  @MethodSource("parametric")
  void layersWithParametersAreThoseOfPyTorch(String name, UnaryLayer layer, int seed, int[] input) {
    JsonObject golden = Golden.of(name);
    check(golden, with(layer, seed), Golden.tensor(golden, "input", input));
  }

  @Test
  void aRowOfAnEmbeddingThatIsUsedTwiceGetsBothGradientsAsInPyTorch() {
    JsonObject golden = Golden.of("Embedding");
    long[] places = golden.integers("input");
    var layer = with(new Embedding(7, 3), 12);
    check(golden, layer, Tensor.of(places, 5, 2));
    double[] gradient = layer.weight().tensor().grad().toDoubles();
    assertThat(List.of(gradient[9], gradient[10], gradient[11])).containsOnly(0.0); // never used
  }

  @ParameterizedTest
  @CsvSource({"BatchNorm1d, 0", "BatchNorm1d with length, 2"})
  void batchNormalisationIsThatOfPyTorchOverThreeStepsAndAfterwards(String name, int length) {
    JsonObject golden = Golden.of(name);
    Shape shape = length == 0 ? Shape.of(5, 3) : Shape.of(5, 3, length);
    var layer = with(new BatchNorm1d(3), 13);
    for (JsonObject step : golden.objects("steps")) {
      layer.store().zeroGrad();
      check(step, layer, Golden.tensor(step, "input", shape.toArray()));
      assertThat(layer.runningMean().value().toDoubles())
          .containsExactly(step.numbers("mean"), EXACT);
      assertThat(layer.runningVariance().value().toDoubles())
          .containsExactly(step.numbers("variance"), EXACT);
    }
    layer.store().zeroGrad();
    JsonObject evaluated = golden.object("evaluated");
    double[] before = layer.runningMean().value().toDoubles();
    Mode.EVALUATE.call(() -> {
      check(evaluated, layer, Golden.tensor(evaluated, "input", shape.toArray()));
      return layer;
    });
    assertThat(layer.runningMean().value().toDoubles()).containsExactly(before);
  }
}
