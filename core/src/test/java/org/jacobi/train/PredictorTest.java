package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.DataException;
import org.jacobi.data.Dataset;
import org.jacobi.data.PixelScaling;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Task;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.SGD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
  private static Predictor numbers(OutputKind kind) {
    var model = new Sequential(new Linear(4, 7), new Tanh(), new Dropout(0.5), new Linear(7, 3));
    model.init(2);
    return new Predictor(
        model,
        new ModelInfo(
            Task.CLASSIFICATION,
            kind,
            List.of("a", "b", "c"),
            new InputFormat.Numbers(Shape.of(4)),
            Map.of()));
  }

  /** A model whose output is its only input, times one. */
  private static Predictor identity(OutputKind kind, int outputs, String... classes) {
    var model = new Sequential(new Linear(1, outputs, false).weightInit(Init.ones()));
    model.init(1);
    return new Predictor(
        model,
        new ModelInfo(
            classes.length == 0 ? Task.REGRESSION : Task.CLASSIFICATION,
            kind,
            List.of(classes),
            new InputFormat.Numbers(Shape.of(1)),
            Map.of()));
  }

  @Test
  void answersAreProbabilitiesAndDropoutIsOff() {
    var predictor = numbers(OutputKind.LOGITS);
    float[][] rows = Samples.features(5, 4, 1);
    double[][] answers = predictor.predict(rows);
    assertThat(answers).hasDimensions(5, 3);
    for (double[] answer : answers) {
      assertThat(answer[0] + answer[1] + answer[2]).isCloseTo(1, within(1e-6));
    }
    assertThat(predictor.predict(rows)).isDeepEqualTo(answers);
    double[][] raw = numbers(OutputKind.VALUES).predict(rows);
    double total = Math.exp(raw[2][0]) + Math.exp(raw[2][1]) + Math.exp(raw[2][2]);
    assertThat(answers[2][1]).isCloseTo(Math.exp(raw[2][1]) / total, within(1e-6));
  }

  @Test
  void whatOutputsMeanDecidesWhatTheyBecome() {
    float[][] two = {{2}};
    double sigmoid = 1 / (1 + Math.exp(-2));
    assertThat(identity(OutputKind.VALUES, 1).predict(two)[0]).containsExactly(2);
    assertThat(identity(OutputKind.BINARY_LOGITS, 1, "no", "yes").predict(two)[0])
        .containsExactly(new double[] {1 - sigmoid, sigmoid}, within(1e-6));
    assertThat(identity(OutputKind.VALUES, 1, "no", "yes").predict(new float[][] {{0.25f}})[0])
        .containsExactly(0.75, 0.25);
    assertThat(identity(OutputKind.BINARY_LOGITS, 3, "a", "b", "c").predict(two)[0])
        .containsExactly(new double[] {sigmoid, sigmoid, sigmoid}, within(1e-6));
    assertThat(identity(OutputKind.LOG_PROBABILITIES, 2, "a", "b").predict(two)[0])
        .containsExactly(new double[] {Math.exp(2), Math.exp(2)}, within(1e-5));
  }

  @Test
  void eightThreadsGetTheAnswersOfOne() throws Exception {
    var predictor = numbers(OutputKind.LOGITS);
    float[][][] inputs = new float[8][][];
    double[][][] expected = new double[8][][];
    for (int i = 0; i < 8; i++) {
      inputs[i] = Samples.features(11 + i, 4, i);
      expected[i] = predictor.predict(inputs[i]);
    }
    var start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      var answers =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    for (int k = 0; k < 30; k++) {
                      int which = (i + k) % 8;
                      assertThat(predictor.predict(inputs[which])).isDeepEqualTo(expected[which]);
                    }
                    return i;
                  }))
              .toList();
      start.countDown();
      for (int i = 0; i < 8; i++) {
        assertThat(answers.get(i).get()).isEqualTo(i);
      }
    }
  }

  @Test
  void moreRowsThanAreComputedAtOnceComeBackInOrder() {
    var predictor = identity(OutputKind.VALUES, 1);
    float[][] rows = new float[1031][1];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = i;
    }
    double[][] answers = predictor.predict(rows);
    assertThat(answers).hasDimensions(1031, 1);
    for (int i = 0; i < rows.length; i++) {
      assertThat(answers[i][0]).isEqualTo(i);
    }
    assertThat(predictor.predict(NDArray.zeros(DType.F32, Shape.of(0, 1)))).isEmpty();
  }

  @Test
  void rowsOfAnotherShapeAreRefusedInWords() {
    var predictor = numbers(OutputKind.LOGITS);
    assertThatThrownBy(() -> predictor.predict(Samples.features(2, 5, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[predict] a row must have the shape (4), rows first, but the features are (2 × 5)");
    assertThatThrownBy(() -> predictor.predict(NDArray.zeros(DType.F32, Shape.of(4))))
        .hasMessageContaining("but the features are (4)");
    assertThatThrownBy(() -> predictor.predict(NDArray.zeros(DType.F32, Shape.SCALAR)))
        .hasMessageContaining("a row must have the shape (4)");
    assertThatThrownBy(() -> predictor.predictImage(new byte[4]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[predict] this model takes rows of numbers of the shape (4), not images");
    var table = CsvTable.parse("t.csv", "a,b\n1,2\n", CsvOptions.standard());
    assertThatThrownBy(() -> predictor.predict(table))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not the rows of a table");
    // A refusal leaves the predictor as it was.
    assertThat(predictor.predict(Samples.features(2, 4, 1))).hasDimensions(2, 3);
  }

  // ---- tables and images ----

  private static final String TABLE =
      """
      size,colour,price
      1,red,110
      2,blue,220
      3,red,290
      4,blue,420
      5,red,500
      6,blue,630
      """;

  @Test
  void aTableIsPreparedAsWhileTrainingAndTheTargetComesBackInItsUnit(@TempDir Path folder) {
    var table = CsvTable.parse("t.csv", TABLE, CsvOptions.standard());
    var prepare = Preprocessor.fit(table, PreprocessOptions.standard().scaleTarget());
    var trainer =
        Trainer.builder(new Sequential(new Linear(3, 1)))
            .loss(new MSELoss())
            .optimizer(new SGD(0.1))
            .preprocessor(prepare)
            .batchSize(6)
            .epochs(200)
            .build();
    trainer.fit(prepare.transform(table));
    trainer.save(folder.resolve("m.safetensors"));
    var predictor = Predictor.load(folder.resolve("m.safetensors"));

    double[][] own = predictor.predict(table);
    var evaluation = predictor.evaluate(prepare.transform(table), new MSELoss());
    double[] prices = {110, 220, 290, 420, 500, 630};
    for (int i = 0; i < 6; i++) {
      assertThat(own[i][0]).isCloseTo(prices[i], within(15.0));
      assertThat(evaluation.score(i, 0)).isCloseTo(own[i][0], within(1e-9));
      assertThat(evaluation.target(i, 0)).isCloseTo(prices[i], within(1e-3));
    }
    // Without the target, columns in another order.
    var turned = CsvTable.parse("new.csv", "colour,size\nred,3\nblue,6\n", CsvOptions.standard());
    double[][] answers = predictor.predict(turned);
    assertThat(answers[0]).containsExactly(own[2]);
    assertThat(answers[1]).containsExactly(own[5]);

    var wrong = CsvTable.parse("new.csv", "color,size\nred,3\n", CsvOptions.standard());
    assertThatThrownBy(() -> predictor.predict(wrong))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("new.csv: the columns must be those that were fitted on.")
        .hasMessageContaining("\"colour\" is missing");
    // What is known of the columns stands in the file, and holds new tables against it.
    var format = (InputFormat.Table) predictor.info().input();
    assertThat(format.preprocessor().contract()).isEqualTo(prepare.contract());
    var report = format.preprocessor().check(wrong);
    assertThat(report.breaches()).hasSize(2).first().matches(breach -> breach.isRefused());
    var more = CsvTable.parse("new.csv", "id,colour,size\n7,red,3\n", CsvOptions.standard());
    assertThat(predictor.predict(more)[0]).containsExactly(own[2]);
    assertThatThrownBy(() -> predictor.predictImage(new byte[3]))
        .hasMessageContaining("rows of a table with the columns [size, colour], not images");
    assertThatThrownBy(() -> predictor.predict(new float[][] {{1, 2}}))
        .hasMessageContaining("a row must have the shape (3)");
  }

  @Test
  void anImageIsScaledAsWhileTraining(@TempDir Path folder) {
    byte[] pixels = new byte[20 * 6];
    int[] labels = new int[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i % 2;
      for (int k = 0; k < 6; k++) {
        pixels[i * 6 + k] = (byte) (labels[i] == 1 ? 200 + k : 3 * k);
      }
    }
    var features = NDArray.permanent(DType.U8, Shape.of(20, 6)).copyFrom(longs(pixels));
    var target = NDArray.permanent(DType.I32, Shape.of(20)).copyFrom(longs(labels));
    Dataset data =
        Dataset.classification("dots", features, target, List.of("dark", "bright"))
            .images(2, 3)
            .scaled(new PixelScaling(1 / 64f, -2));
    UnaryLayer model = new Sequential(new Linear(6, 2));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(0.1))
            .batchSize(20)
            .epochs(20)
            .build();
    trainer.fit(data);
    trainer.save(folder.resolve("m.safetensors"));
    var predictor = Predictor.load(folder.resolve("m.safetensors"));
    assertThat(predictor.info().input())
        .isEqualTo(new InputFormat.Image(2, 3, Shape.of(6), new PixelScaling(1 / 64f, -2)));

    byte[] bright = {(byte) 200, (byte) 201, (byte) 202, (byte) 203, (byte) 204, (byte) 205};
    var evaluation = predictor.evaluate(data, new CrossEntropyLoss());
    double[] answer = predictor.predictImage(bright);
    assertThat(answer[1]).isGreaterThan(0.9);
    assertThat(answer).containsExactly(evaluation.score(1, 0), evaluation.score(1, 1));
    assertThat(predictor.predictImage(new byte[] {0, 3, 6, 9, 12, 15})[0]).isGreaterThan(0.9);
    assertThatThrownBy(() -> predictor.predictImage(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[predict] the image must have 2 × 3 pixels, but there are 5");
  }

  private static long[] longs(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToLong(i -> bytes[i] & 0xFF).toArray();
  }

  private static long[] longs(int[] numbers) {
    return IntStream.of(numbers).asLongStream().toArray();
  }
}
