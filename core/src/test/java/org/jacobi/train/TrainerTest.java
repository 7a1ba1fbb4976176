package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.jacobi.train.Samples.weights;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Split;
import org.jacobi.nn.BCEWithLogitsLoss;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Sigmoid;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.SGD;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Dataset DATA = Samples.classes(45, 4, 3, 5);

  private static Sequential net() {
    return new Sequential(new Linear(4, 7), new Tanh(), new Dropout(0.2), new Linear(7, 3));
  }

  private static Trainer.Builder trainer(UnaryLayer model) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.1).momentum(0.9))
        .batchSize(10)
        .epochs(3);
  }

  // ---- it learns ----

  @Test
  void xorIsLearned() {
    var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 2));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new Adam(0.05))
            .batchSize(4)
            .epochs(150)
            .build();
    var history = trainer.fit(Samples.xor());
    assertThat(history.epochs()).hasSize(150);
    assertThat(history.end()).isEqualTo(History.End.DONE);
    assertThat(history.bestEpoch()).isEqualTo(150);
    assertThat(history.last().train().metric()).isEqualTo(1);
    assertThat(history.last().train().loss()).isLessThan(0.05);
    assertThat(history.epochs().getFirst().train().loss()).isGreaterThan(0.4);
    double[][] answers = trainer.predictor().predict(Samples.XOR);
    assertThat(answers[0][0]).isGreaterThan(0.9);
    assertThat(answers[1][1]).isGreaterThan(0.9);
    assertThat(answers[2][1]).isGreaterThan(0.9);
    assertThat(answers[3][0]).isGreaterThan(0.9);
  }

  @Test
  void oneOutputWithTheSquaredErrorTellsTwoClassesApart() {
    var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1), new Sigmoid());
    var trainer =
        Trainer.builder(model)
            .loss(new MSELoss())
            .optimizer(new Adam(0.1))
            .batchSize(4)
            .epochs(150)
            .build();
    var history = trainer.fit(Samples.xor());
    assertThat(history.last().train().metric()).isEqualTo(1);
    assertThat(history.last().train().loss()).isLessThan(0.02);
    var evaluation = trainer.evaluate(Samples.xor());
    assertThat(evaluation.outputs()).isEqualTo(2);
    double[][] answers = trainer.predictor().predict(Samples.XOR);
    for (int row = 0; row < 4; row++) {
      assertThat(answers[row]).hasSize(2);
      assertThat(answers[row][0] + answers[row][1]).isCloseTo(1, within(1e-12));
      assertThat(evaluation.score(row, 1)).isEqualTo(answers[row][1]);
      assertThat(answers[row][1] > 0.5 ? 1 : 0).isEqualTo(evaluation.expected(row));
    }
    assertThat(evaluation.rocAuc()).isEqualTo(1);
  }

  @Test
  void theErrorOfAScaledTargetIsInItsOwnUnit() {
    var text = new StringBuilder("size,price\n");
    for (int i = 0; i < 20; i++) {
      text.append(i).append(',').append(1000 + 50 * i + (i % 2 == 0 ? 8 : -8)).append('\n');
    }
    var table = CsvTable.parse("t.csv", text.toString(), CsvOptions.standard());
    var prepare = Preprocessor.fit(table, PreprocessOptions.standard().scaleTarget());
    var data = prepare.transform(table);
    var trainer =
        Trainer.builder(new Sequential(new Linear(1, 1)))
            .loss(new MSELoss())
            .optimizer(new SGD(0.1))
            .preprocessor(prepare)
            .batchSize(20)
            .epochs(60)
            .build();
    var history = trainer.fit(data);
    // The residuals of the best line are close to ±8.
    assertThat(history.last().train().metric()).isBetween(7.5, 8.5);
    assertThat(history.last().train().metricName()).isEqualTo("rmse");
    // The same in scaled units: the deviation of the target is prepare's divisor.
    double unit = prepare.unscaleTarget(1) - prepare.unscaleTarget(0);
    assertThat(unit).isGreaterThan(200);
    assertThat(Math.sqrt(history.last().train().loss()) * unit)
        .isCloseTo(history.last().train().metric(), within(1e-3));
    var evaluation = trainer.evaluate(data);
    assertThat(evaluation.target(0, 0)).isCloseTo(1008, within(1e-3));
    assertThat(evaluation.score(0, 0)).isCloseTo(1004, within(5.0));
    assertThat(trainer.predictor().predict(table)[19][0]).isCloseTo(1950, within(15.0));
  }

  // ---- the same bits ----

  private static double[] trained(Trainer.Builder builder, UnaryLayer model, Dataset data) {
    builder.build().fit(data);
    return weights(model);
  }

  private static double[] trained(long seed, int shardRows) {
    var model = net();
    return trained(trainer(model).seed(seed).shardRows(shardRows), model, DATA);
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherOneOthers() {
    double[] first = trained(1, 4);
    assertThat(trained(1, 4)).containsExactly(first);
    assertThat(trained(2, 4)).isNotEqualTo(first);
    assertThat(trained(1, 7)).isNotEqualTo(first);
  }

  @Test
  void severalRunsAtOnceGiveTheBitsOfOneAlone() {
    double[] alone = trained(1, 4);
    List<CompletableFuture<double[]>> runs =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> trained(1, 4)))
            .toList();
    for (var run : runs) {
      assertThat(run.join()).containsExactly(alone);
    }
  }

  @Test
  void theTestPartChangesNothing() {
    double[] without = trained(1, 4);
    var model = net();
    var history =
        trainer(model).seed(1).shardRows(4).build().fit(DATA, Samples.classes(31, 4, 3, 77));
    assertThat(weights(model)).containsExactly(without);
    assertThat(history.last().test()).isNotNull();
    assertThat(history.bestEpoch()).isEqualTo(3);
  }

  @Test
  void watchingAValidationPartOfItsOwnDoesNotChangeTheSteps() {
    double[][] after = new double[2][];
    for (int i = 0; i < 2; i++) {
      var model = net();
      int run = i;
      var builder =
          trainer(model)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void stepDone(StepRecord step) {
                      after[run] = weights(model);
                    }
                  });
      (i == 0 ? builder : builder.validation(Samples.classes(31, 4, 3, 77))).build().fit(DATA);
    }
    assertThat(after[1]).containsExactly(after[0]);
  }

  @Test
  void aModelInDoubleIsTrainedInDouble() {
    var model = net();
    model.init(1, DType.F64);
    trained(trainer(model), model, DATA);
    assertThat(model.store().values().dtype()).isEqualTo(DType.F64);
    // The same numbers drawn and the same steps, up to the rounding of F32; layouts differ by gaps.
    var other = net();
    trained(trainer(other), other, DATA);
    for (int i = 0; i < model.params().size(); i++) {
      double[] expected = model.params().get(i).value().toDoubles();
      assertThat(other.params().get(i).value().toDoubles()).containsExactly(expected, within(1e-4));
    }
  }

  @Test
  void oneEpochOfTwoNStepsEqualsTwoOfN() {
    // All rows alike, so that the order of the rows does not matter.
    float[][] rows = new float[24][];
    Arrays.fill(rows, new float[] {0.3f, -0.7f, 1.1f, 0.2f});
    int[] labels = new int[24];
    Arrays.fill(labels, 1);
    var twice = Dataset.of(rows, labels, "a", "b", "c");
    var once = twice.subset(IntStream.range(0, 12).toArray());
    for (boolean adam : new boolean[] {false, true}) {
      double[] one = continued(adam, twice, 1);
      assertThat(continued(adam, once, 2)).containsExactly(one);
      assertThat(continued(adam, once, 1)).isNotEqualTo(one);
    }
  }

  private static double[] continued(boolean adam, Dataset data, int epochs) {
    var model = new Sequential(new Linear(4, 5), new Tanh(), new Linear(5, 3));
    Optimizer optimizer = adam ? new Adam(0.05) : new SGD(0.1).momentum(0.9);
    var builder = trainer(model).optimizer(optimizer).batchSize(4).epochs(epochs);
    double[] result = trained(builder, model, data);
    assertThat(optimizer.steps()).isEqualTo((long) epochs * data.rows() / 4);
    return result;
  }

  // ---- parts ----

  @Test
  void theValidationPartIsStratified() {
    // 90 rows of class 0, 30 of 1 and 10 of 2: a tenth is 9, 3 and 1.
    int[] labels = new int[130];
    Arrays.fill(labels, 90, 120, 1);
    Arrays.fill(labels, 120, 130, 2);
    var data = Dataset.of(Samples.features(130, 4, 3), labels, "a", "b", "c");
    var split = Split.stratified(labels, 0.1, 9);
    var validation = data.subset(split.test());
    assertThat(validation.classCounts()).containsExactly(9, 3, 1);

    var model = net();
    var trainer = trainer(model).seed(9).validation(0.1).build();
    var history = trainer.fit(data);
    var other = net();
    var explicit =
        trainer(other).seed(9).validation(validation).build().fit(data.subset(split.train()));
    assertThat(weights(model)).containsExactly(weights(other));
    for (int i = 0; i < 3; i++) {
      assertThat(history.epochs().get(i).validation())
          .isNotNull()
          .isEqualTo(explicit.epochs().get(i).validation());
    }
  }

  @Test
  void aSingleLastRowJoinsTheBatchBeforeWhereThereIsBatchNormalisation() {
    var data = Samples.classes(9, 4, 3, 5);
    var model = new Sequential(new Linear(4, 5), new BatchNorm1d(5), new Linear(5, 3));
    var steps = new Recorder();
    var history = trainer(model).batchSize(4).epochs(2).listener(steps).build().fit(data);
    assertThat(steps.rows).containsExactly(4, 5, 4, 5);
    assertThat(history.last().step()).isEqualTo(4);
    assertThat(history.last().train().loss()).isLessThan(1.2);

    var plain = new Recorder();
    trainer(net()).batchSize(4).epochs(1).listener(plain).build().fit(data);
    assertThat(plain.rows).containsExactly(4, 4, 1);
  }

  @Test
  void aShortLastBatchCanBeDropped() {
    var steps = new Recorder();
    var builder = trainer(net()).batchSize(20).epochs(2).dropLast().listener(steps);
    builder.build().fit(DATA);
    assertThat(steps.rows).containsExactly(20, 20, 20, 20);
    assertThatThrownBy(() -> trainer(net()).batchSize(46).dropLast().build().fit(DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 45");
  }

  @Test
  void stepsCanBeCountedInPlaceOfEpochs() {
    var steps = new Recorder();
    var history = trainer(net()).batchSize(20).steps(7).listener(steps).build().fit(DATA);
    assertThat(steps.rows).containsExactly(20, 20, 5, 20, 20, 5, 20);
    assertThat(history.epochs().stream().map(EpochRecord::step)).containsExactly(3L, 6L, 7L);
    assertThat(steps.calls.getFirst()).isEqualTo("started 7 of 3");
    assertThatThrownBy(() -> trainer(net()).steps(0))
        .hasMessage("[trainer] the number of steps must be positive, not 0");
    assertThat(trainer(net()).steps(5_000_000_000L).build().toMap())
        .containsEntry("steps", 5_000_000_000L);
  }

  // ---- figures ----

  @Test
  void thePenaltyIsPartOfEveryLoss() {
    var model = new Sequential(new Linear(4, 3));
    var steps = new Recorder();
    var trainer =
        trainer(model).batchSize(45).epochs(1).penalty(Penalty.l2(0.5)).listener(steps).build();
    double before = squares(model) / 4;
    double plain = new Predictor(model, info()).evaluate(DATA, new CrossEntropyLoss()).loss();
    var history = trainer.fit(DATA);
    assertThat(steps.losses.getFirst()).isCloseTo(plain + before, within(1e-5));
    double after = new Predictor(model, info()).evaluate(DATA, new CrossEntropyLoss()).loss();
    double own = squares(model) / 4;
    assertThat(own).isGreaterThan(0.05);
    assertThat(history.last().train().loss()).isCloseTo(after + own, within(1e-5));
    assertThat(trainer.evaluate(DATA).loss()).isEqualTo(history.last().train().loss());
  }

  private static ModelInfo info() {
    return ModelInfo.of(DATA, new CrossEntropyLoss(), null);
  }

  private static double squares(UnaryLayer model) {
    return Arrays.stream(model.param("0.weight").value().toDoubles()).map(w -> w * w).sum();
  }

  @Test
  void aPartWhoseClassesCountNothingHasTheLossZero() {
    var loss = new CrossEntropyLoss().withClassWeights(1, 1, 0);
    var last = IntStream.range(0, 45).filter(i -> DATA.labels()[i] == 2).toArray();
    var history = trainer(net()).loss(loss).epochs(1).build().fit(DATA, DATA.subset(last));
    assertThat(history.last().test()).isNotNull().extracting(Scores::loss).isEqualTo(0.0);
  }

  @Test
  void moreRowsThanAreComputedAtOnceAreMeasuredAsAWhole() {
    // 1100 rows are three parts of the measuring; the loss is the mean over all of them.
    var data = Samples.classes(1100, 4, 3, 8);
    var model = new Sequential(new Linear(4, 3));
    model.init(1);
    var all = new Predictor(model, info()).evaluate(data, new CrossEntropyLoss());
    double mean = 0;
    double right = 0;
    for (int row = 0; row < 1100; row++) {
      mean -= Math.log(all.score(row, data.labels()[row])) / 1100;
      right += all.predicted(row) == data.labels()[row] ? 1 : 0;
    }
    assertThat(all.rows()).isEqualTo(1100);
    assertThat(all.loss()).isCloseTo(mean, within(1e-5));
    assertThat(all.accuracy()).isCloseTo(right / 1100, within(1e-12));
  }

  // ---- what does not go together ----

  private static void refused(Trainer.Builder builder, Dataset train, String message) {
    assertThatThrownBy(() -> builder.build().fit(train))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedInWords() {
    refused(
        trainer(new Sequential(new Linear(4, 5))),
        DATA,
        "[trainer] the model gives 5 numbers for a row, but data: 45 rows (4), 3 classes has 3"
            + " classes. Let the last layer have 3 outputs");
    refused(
        trainer(new Sequential(new Linear(4, 1))),
        Samples.numbers(9, 4, 1),
        "[trainer] CrossEntropyLoss(mean) needs classes, but data: 9 rows (4), 1 target has numbers"
            + " as targets");
    refused(
        trainer(new Sequential(new Linear(4, 2))).loss(new MSELoss()),
        Samples.numbers(9, 4, 1),
        "[trainer] the model gives 2 numbers for a row, but data: 9 rows (4), 1 target has 1"
            + " numbers to predict. Let the last layer have 1 outputs");
    assertThatThrownBy(() -> trainer(new Sequential(new Linear(6, 3))).build().fit(DATA))
        .hasMessageContaining("[Linear(6 → 3, bias)]");
    refused(
        trainer(new Sequential(new Linear(4, 1))).loss(new BCEWithLogitsLoss()),
        DATA,
        "[trainer] the model gives 1 numbers for a row, but data: 45 rows (4), 3 classes has 3"
            + " classes. Let the last layer have 3 outputs");
  }

  @Test
  void aTestPartOfOtherClassesIsRefusedBeforeTheFirstStep() {
    var steps = new Recorder();
    var trainer = trainer(net()).listener(steps).build();
    assertThatThrownBy(() -> trainer.fit(DATA, Samples.classes(20, 4, 4, 1)))
        .hasMessageContaining("has 4 classes");
    var watched = trainer(net()).validation(Samples.numbers(9, 4, 1)).listener(steps).build();
    assertThatThrownBy(() -> watched.fit(DATA)).hasMessageContaining("numbers as targets");
    assertThat(steps.calls).isEmpty();
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    var bare = Trainer.builder(net());
    assertThatThrownBy(bare::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[trainer] needs a loss and an optimizer: call loss(…) before build()");
    assertThatThrownBy(() -> bare.loss(new CrossEntropyLoss()).build())
        .hasMessageContaining("call optimizer(…)");
    assertThatThrownBy(() -> trainer(net()).earlyStop(3).build())
        .hasMessage("[trainer] early stopping needs a validation part: call validation(0.1) too");
    assertThatThrownBy(() -> bare.batchSize(0)).hasMessageContaining("batch size");
    assertThatThrownBy(() -> bare.epochs(-1)).hasMessageContaining("not -1");
    assertThatThrownBy(() -> bare.validation(1.0)).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> trainer(net()).build().info())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fit(…)");
    assertThat(Trainer.BATCH_SIZE).isEqualTo(32);
    assertThat(Trainer.EPOCHS).isEqualTo(10);
    assertThat(Trainer.SEED).isEqualTo(1);
  }

  @Test
  void aModelThatWasInitialisedKeepsItsNumbers() {
    var model = new Sequential(new Linear(4, 3).weightInit(Init.constant(0.5)));
    model.init(1);
    trainer(model).seed(7).build();
    assertThat(model.param("0.weight").value().toDoubles()).containsOnly(0.5);
  }
}
