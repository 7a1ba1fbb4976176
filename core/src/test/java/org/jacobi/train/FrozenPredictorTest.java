package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.data.Task;
import org.jacobi.kernel.ForwardingKernels;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.LayerNorm;
import org.jacobi.nn.Linear;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictors over a copy of their model: the same answers, whatever becomes of the model. */
class FrozenPredictorTest {
  private static final int WIDTH = 31;

  private static Sequential net() {
    var first = new Linear(WIDTH, 67);
    var tied = new Linear(67, 67, false);
    var model =
        new Sequential(
            first,
            new BatchNorm1d(67),
            new ReLU(),
            tied,
            new LayerNorm(67),
            new Tanh(),
            new Sequential(tied, new ReLU()),
            new Linear(67, 3));
    model.init(3);
    for (var buffer : model.buffers()) {
      buffer.value().fill(0.7); // as training would: not what a new layer has
    }
    return model;
  }

  private static Predictor over(UnaryLayer model) {
    var classes = List.of("a", "b", "c");
    var input = new InputFormat.Numbers(Shape.of(WIDTH));
    return new Predictor(
        model, new ModelInfo(Task.CLASSIFICATION, OutputKind.LOGITS, classes, input, Map.of()));
  }

  private static float[] answers(Predictor predictor, float[][] rows) {
    float[] features = new float[rows.length * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, features, i * WIDTH, WIDTH);
    }
    float[] answers = new float[rows.length * predictor.width()];
    predictor.predict(features, answers);
    return answers;
  }

  private static void move(UnaryLayer model) {
    double[] moved = model.store().values().toDoubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = 0.5 * moved[i] + 0.01;
    }
    model.store().values().copyFrom(moved);
    model.buffers().forEach(buffer -> buffer.value().fill(0.25));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 63, 64, 65, 128, 131})
  void theAnswersAreThoseOfTheModelForAnyNumberOfRows(int rows) {
    var live = over(net());
    float[][] features = Samples.features(rows, WIDTH, rows);
    assertThat(answers(live.frozen(), features))
        .containsExactly(answers(live, features), within(2e-6f));
    assertThat(answers(live.at(Precision.BF16).frozen(), features))
        .containsExactly(answers(live, features), within(0.02f));
  }

  @Test
  void laterChangesOfTheModelAreNotSeen() {
    var model = net();
    var live = over(model);
    var frozen = live.frozen();
    var again = live.frozen().frozen();
    float[][] features = Samples.features(70, WIDTH, 1);
    float[] before = answers(frozen, features);
    move(model);
    assertThat(answers(frozen, features)).isEqualTo(before);
    assertThat(answers(again, features)).isEqualTo(before);
    model.init(4);
    assertThat(answers(frozen, features)).isEqualTo(before);
    assertThat(answers(live, features)).isNotEqualTo(before);
    assertThat(frozen.model()).isNotSameAs(model);
    assertThat(frozen.info()).isSameAs(live.info());
  }

  @Test
  void theCopyHasTheParametersTheBuffersAndTheTypeOfTheModel() {
    for (var dtype : List.of(DType.F32, DType.F64)) {
      var model = net();
      model.init(5, dtype);
      move(model);
      var copy = over(model).frozen().model();
      assertThat(copy.store().values().dtype()).isEqualTo(dtype);
      assertThat(copy.store().values().toDoubles()).isEqualTo(model.store().values().toDoubles());
      assertThat(copy.params()).hasSameSizeAs(model.params()); // tied ones once
      assertThat(copy.buffers()).hasSize(2);
      for (var buffer : copy.buffers()) {
        assertThat(buffer.value().toDoubles()).containsOnly(0.25);
      }
      float[][] features = Samples.features(7, WIDTH, 2);
      assertThat(answers(over(model).frozen(), features))
          .containsExactly(answers(over(model), features), within(2e-6f));
    }
  }

  /** Writes down what kernels are asked for. */
  private static final class Watched extends ForwardingKernels {
    private final List<String> asked;
    private final String form;

    Watched(List<String> asked, String form) {
      super(new ReferenceKernels());
      this.asked = asked;
      this.form = form;
    }

    @Override
    public Kernels at(Precision precision) {
      return new Watched(asked, form + precision);
    }

    @Override
    public Kernels withFixedWeights() {
      return new Watched(asked, form + " fixed");
    }

    @Override
    public void softmax(NDArray x, NDArray out) {
      asked.add(form);
      super.softmax(x, out);
    }
  }

  private static String formOf(Predictor predictor) {
    List<String> asked = new ArrayList<>();
    StepScope.outside()
        .with(Kernels.SETTING, new Watched(asked, ""))
        .run(() -> answers(predictor, Samples.features(1, WIDTH, 1)));
    assertThat(asked.stream().distinct()).hasSize(1);
    return asked.getFirst();
  }

  @Test
  void precisionAndFreezingGoInEitherOrder() {
    var live = over(net());
    assertThat(formOf(live)).isEqualTo("F32");
    assertThat(formOf(live.at(Precision.BF16))).isEqualTo("BF16");
    assertThat(formOf(live.frozen())).isEqualTo("F32 fixed");
    assertThat(formOf(live.at(Precision.BF16).frozen())).isEqualTo("BF16 fixed");
    assertThat(formOf(live.frozen().at(Precision.BF16))).isEqualTo("BF16 fixed");
    var frozen = live.frozen();
    assertThat(frozen.at(Precision.BF16).model()).isSameAs(frozen.model());
  }

  /** A layer that no description is known of. */
  private static final class Twice extends UnaryLayer {
    private final Linear inner = new Linear(WIDTH, 3);

    @Override
    public Tensor forward(Tensor x) {
      return inner.forward(x).mul(2);
    }
  }

  @Test
  void aModelWithLayersOfTheUsersOwnIsRefusedInWords() {
    for (var model : List.of(new Twice(), new Sequential(new Twice(), new ReLU()))) {
      model.init(1);
      assertThatThrownBy(() -> over(model).frozen())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "[frozen] a model is copied by its description, and layers that do not ship with"
                  + " Jacobi have none: Twice; use the predictor as it is");
    }
  }

  @Test
  void aModelWithoutNumbersIsRefusedInWords() {
    assertThatThrownBy(() -> over(new Sequential(new Linear(WIDTH, 3))).frozen())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call init(seed) on it first");
  }

  @Test
  void eightThreadsThatBeginAtOnceGetTheAnswersOfOne() throws Exception {
    int[] counts = {1, 3, 64, 100, 128, 200, 7, 65};
    for (var precision : Precision.values()) {
      var model = net();
      var alone = over(model).at(precision).frozen();
      var together = over(model).at(precision).frozen();
      float[][][] inputs = new float[8][][];
      float[][] expected = new float[8][];
      for (int i = 0; i < 8; i++) {
        inputs[i] = Samples.features(counts[i], WIDTH, i);
        expected[i] = answers(alone, inputs[i]);
      }
      EightThreads.allGetTheExpected(input -> answers(together, input), inputs, expected, 24);
    }
  }
}
