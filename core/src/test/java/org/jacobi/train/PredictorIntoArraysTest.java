package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Task;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Embedding;
import org.jacobi.nn.Flatten;
import org.jacobi.nn.Linear;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers into arrays of the caller's: the same as the others, whatever way they are computed. */
class PredictorIntoArraysTest {
  private static final int WIDTH = 4;

  private static Predictor over(UnaryLayer model, OutputKind kind, String... classes) {
    return new Predictor(
        model,
        new ModelInfo(
            classes.length == 0 ? Task.REGRESSION : Task.CLASSIFICATION,
            kind,
            List.of(classes),
            new InputFormat.Numbers(Shape.of(WIDTH)),
            Map.of()));
  }

  private static Sequential net(int outputs) {
    var model =
        new Sequential(
            new Linear(WIDTH, 19),
            new ReLU(),
            new BatchNorm1d(19),
            new Dropout(0.5),
            new Linear(19, outputs));
    model.init(3);
    return model;
  }

  private static Predictor classifier() {
    return over(net(3), OutputKind.LOGITS, "a", "b", "c");
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * WIDTH, WIDTH);
    }
    return all;
  }

  private static float[] flat(double[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return all;
  }

  private static float[] answers(Predictor predictor, float[][] rows) {
    float[] answers = new float[rows.length * predictor.width()];
    predictor.predict(flat(rows), answers);
    return answers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 63, 64, 65, 128, 131, 521})
  void theBitsAreThoseOfTheOtherWayForAnyNumberOfRows(int rows) {
    var predictor = classifier();
    float[][] features = Samples.features(rows, WIDTH, rows);
    float[] answers = answers(predictor, features);
    assertThat(answers).isEqualTo(flat(predictor.predict(features)));
    assertThat(answers(predictor, features)).isEqualTo(answers); // and again, from the recording
    float[] alone = answers(predictor, new float[][] {features[rows - 1]});
    for (int k = 0; k < 3; k++) {
      assertThat((double) alone[k]).isCloseTo(answers[(rows - 1) * 3 + k], within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(OutputKind.class)
  void theBitsAreThoseOfTheOtherWayWhateverOutputsMean(OutputKind kind) {
    float[][] features = Samples.features(13, WIDTH, 5);
    for (var predictor :
        List.of(
            over(net(2), kind, "a", "b"), over(net(1), kind, "no", "yes"), over(net(2), kind))) {
      assertThat(answers(predictor, features)).isEqualTo(flat(predictor.predict(features)));
    }
  }

  @Test
  void rowsOfAnyArrayGetTheSameAnswers() {
    var predictor = classifier();
    float[][] features = Samples.features(150, WIDTH, 3);
    float[] expected = answers(predictor, features);
    var all = NDArray.of(flat(features), 150, WIDTH);
    var views =
        List.of(
            all,
            NDArray.of(flat(Samples.features(7, WIDTH, 9)), 7, WIDTH), // its rows stand before
            all.transpose().keep().transpose(),
            all.cast(DType.F64));
    assertThat(flat(predictor.predict(views.get(0)))).isEqualTo(expected);
    assertThat(flat(predictor.predict(views.get(2)))).isEqualTo(expected);
    assertThat(flat(predictor.predict(views.get(3)))).isEqualTo(expected);
    var behind = NDArray.permanent(DType.F32, Shape.of(157, WIDTH));
    behind.slice(0, 0, 7).copyFrom(views.get(1));
    behind.slice(0, 7, 157).copyFrom(all);
    assertThat(flat(predictor.predict(behind.slice(0, 7, 157)))).isEqualTo(expected);
  }

  @Test
  void rowsInMemoryOfOneThreadAloneAreCopiedForTheOthers() {
    var predictor = classifier();
    float[][] features = Samples.features(150, WIDTH, 3);
    float[] expected = answers(predictor, features);
    try (var arena = Arena.ofConfined()) {
      StepScope.over(new Slab(arena))
          .run(() -> {
            var rows = NDArray.allocate(DType.F32, Shape.of(150, WIDTH));
            rows.copyFrom(NDArray.of(flat(features), 150, WIDTH));
            assertThat(flat(predictor.predict(rows))).isEqualTo(expected);
          });
    }
  }

  @Test
  void eightThreadsGetTheAnswersOfOne() throws Exception {
    var predictor = classifier();
    int[] counts = {1, 3, 64, 100, 128, 200, 7, 65};
    float[][][] inputs = new float[8][][];
    float[][] expected = new float[8][];
    for (int i = 0; i < 8; i++) {
      inputs[i] = Samples.features(counts[i], WIDTH, i);
      expected[i] = flat(classifier().predict(inputs[i]));
    }
    EightThreads.allGetTheExpected(input -> answers(predictor, input), inputs, expected, 40);
  }

  @Test
  void aPredictorSeesWhatBecomesOfItsModel() {
    var model = net(3);
    var predictor = over(model, OutputKind.LOGITS, "a", "b", "c");
    float[][] features = Samples.features(70, WIDTH, 1);
    float[] before = answers(predictor, features);
    double[] moved = model.store().values().toDoubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = 0.5 * moved[i] + 0.01;
    }
    model.store().values().copyFrom(moved);
    model.buffers().forEach(buffer -> buffer.value().fill(0.75));
    float[] after = answers(predictor, features);
    assertThat(after).isNotEqualTo(before);
    assertThat(after).isEqualTo(answers(over(model, OutputKind.LOGITS, "a", "b", "c"), features));
  }

  @Test
  void aPredictorSeesThatItsModelWasInitialisedAgain() {
    var model = net(3);
    var predictor = over(model, OutputKind.LOGITS, "a", "b", "c");
    float[][] features = Samples.features(5, WIDTH, 1);
    float[] before = answers(predictor, features);
    model.init(4);
    assertThat(answers(predictor, features))
        .isNotEqualTo(before)
        .isEqualTo(answers(over(model, OutputKind.LOGITS, "a", "b", "c"), features));
  }

  /** Numbers 0 … 4 from the features, computed in Java. */
  private static final class Tokens extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      double[] numbers = x.toDoubles();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Math.floorMod((int) (numbers[i] * 10), 5);
      }
      return new Tensor(NDArray.allocate(DType.I32, x.shape()).copyFrom(numbers));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 67})
  void aModelThatReadsNumbersInJavaIsComputedEachTime(int rows) {
    var model =
        new Sequential(
            new Tokens(), new Embedding(5, 2), new Flatten(), new Linear(2 * WIDTH, 3), new Tanh());
    model.init(5);
    var predictor = over(model, OutputKind.VALUES);
    for (int seed = 1; seed <= 4; seed++) {
      float[][] features = Samples.features(rows, WIDTH, seed);
      // Many rows are computed in pieces, and fast products of other lengths round otherwise.
      assertThat(answers(predictor, features))
          .containsExactly(model.forward(Tensor.of(features)).toFloats(), within(1e-6f));
    }
  }

  @Test
  void lengthsThatDoNotFitAreRefusedInWords() {
    var predictor = classifier();
    float[] answers = new float[6];
    assertThatThrownBy(() -> predictor.predict(new float[7], answers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[predict] a row has 4 features and 3 answers, but there are 7 features and room for 6"
                + " answers");
    assertThatThrownBy(() -> predictor.predict(new float[4], answers))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> predictor.predict(new float[0], new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    predictor.predict(new float[8], answers);
    assertThat(answers).isEqualTo(flat(predictor.predict(new float[2][WIDTH])));
  }
}
