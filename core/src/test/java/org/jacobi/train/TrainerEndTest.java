package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.jacobi.train.Samples.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jacobi.array.DType;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.jacobi.optim.SGD;
import org.jacobi.optim.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How training ends: early, asked to, or because the numbers broke. */
class TrainerEndTest {
  private static final Dataset DATA = Samples.classes(45, 4, 3, 5);

  // ---- early stopping ----

  // One weight w, at first 0, pulled to 1 by gradient steps of 0.1 · 2 · (1 − w): after step k it
  // is 1 − 0.8ᵏ: 0.2, 0.36, 0.488, 0.5904, 0.67232, … The validation part wants 0.5, so the
  // third epoch is the best one.
  private static final Dataset TO_ONE =
      Dataset.regression(new float[][] {{1}, {1}}, new float[] {1, 1});
  private static final Dataset TO_HALF =
      Dataset.regression(new float[][] {{1}}, new float[] {0.5f});

  private static Sequential oneWeight() {
    var model = new Sequential(new Linear(1, 1, false).weightInit(Init.zeros()));
    model.init(1, DType.F64);
    return model;
  }

  private static Trainer.Builder pulled(Sequential model) {
    return Trainer.builder(model)
        .loss(new MSELoss())
        .optimizer(new SGD(0.1))
        .batchSize(2)
        .validation(TO_HALF);
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 5", "3, 6", "5, 8"})
  void patienceCountsEpochsSinceTheBestOne(int patience, int epochs) {
    var model = oneWeight();
    var history = pulled(model).epochs(20).earlyStop(patience).build().fit(TO_ONE);
    assertThat(history.epochs()).hasSize(epochs);
    assertThat(history.end()).isEqualTo(History.End.EARLY_STOP);
    assertThat(history.bestEpoch()).isEqualTo(3);
    assertThat(history.best().validation())
        .isNotNull()
        .extracting(Scores::loss)
        .isEqualTo(history.epochs().get(2).validation().loss());
    assertThat(history.best().validation().loss()).isCloseTo(0.012 * 0.012, within(1e-15));
    assertThat(model.param("0.weight").value().toDoubles()[0]).isCloseTo(0.488, within(1e-15));
  }

  @Test
  void withoutEarlyStoppingTheBestWeightsComeBackAtTheEnd() {
    var model = oneWeight();
    List<Double> atEnd = new ArrayList<>();
    var history =
        pulled(model)
            .epochs(9)
            .listener(
                new TrainingListener() {
                  @Override
                  public void finished(History done) {
                    atEnd.add(weights(model)[0]);
                  }
                })
            .build()
            .fit(TO_ONE);
    assertThat(history.end()).isEqualTo(History.End.DONE);
    assertThat(history.epochs()).hasSize(9);
    assertThat(history.bestEpoch()).isEqualTo(3);
    assertThat(atEnd).hasSize(1);
    assertThat(atEnd.getFirst()).isCloseTo(0.488, within(1e-15));
    assertThat(history.last().train().loss()).isCloseTo(Math.pow(0.8, 18), within(1e-12));
  }

  @Test
  void withoutAValidationPartTheLastWeightsStay() {
    var model = oneWeight();
    var trainer =
        Trainer.builder(model)
            .loss(new MSELoss())
            .optimizer(new SGD(0.1))
            .batchSize(2)
            .epochs(6)
            .build();
    var history = trainer.fit(TO_ONE, TO_HALF);
    assertThat(history.bestEpoch()).isEqualTo(6);
    assertThat(history.best()).isEqualTo(history.last());
    assertThat(weights(model)[0]).isCloseTo(1 - Math.pow(0.8, 6), within(1e-15));
  }

  @Test
  void runningStatisticsComeBackWithTheBestWeights() {
    var model = new Sequential(new Linear(4, 5), new BatchNorm1d(5), new Linear(5, 3));
    var norm = (BatchNorm1d) model.steps().get(1);
    List<double[]> means = new ArrayList<>();
    var history =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(1.5))
            .batchSize(45)
            .epochs(12)
            // Other labels: fitting the training part makes the validation loss grow.
            .validation(Dataset.of(Samples.features(45, 4, 5), new int[45], "0", "1", "2"))
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochDone(EpochRecord epoch) {
                    means.add(norm.runningMean().value().toDoubles());
                  }
                })
            .build()
            .fit(DATA);
    assertThat(history.bestEpoch()).isLessThan(12);
    double[] best = means.get(history.bestEpoch() - 1);
    assertThat(best).isNotEqualTo(means.getLast());
    assertThat(norm.runningMean().value().toDoubles()).containsExactly(best);
  }

  @Test
  void aValidationLossThatIsNanAtFirstIsNotTheBestForEver() {
    // Both weights are halved by the penalty alone: 2, 1, ½, …; 2 · 3e38 overflows F32.
    var far = Dataset.of(new float[][] {{3e38f}}, new int[] {0}, "a", "b");
    var model = new Sequential(new Linear(1, 2, false).weightInit(Init.constant(4)));
    var history =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .penalty(Penalty.l2(2))
            .optimizer(new SGD(0.25))
            .batchSize(2)
            .epochs(6)
            .validation(far)
            .build()
            .fit(Dataset.of(new float[][] {{1}, {1}}, new int[] {0, 1}, "a", "b"));
    assertThat(history.epochs().getFirst().validation().loss()).isNaN();
    assertThat(history.epochs().get(1).validation().loss())
        .isCloseTo(2 + Math.log(2), within(1e-6));
    assertThat(history.bestEpoch()).isEqualTo(6);
    assertThat(model.param("0.weight").value().toDoubles()).containsOnly(4 / 64.0);
  }

  // ---- being asked to stop ----

  private static Sequential net() {
    return new Sequential(new Linear(4, 7), new Tanh(), new Linear(7, 3));
  }

  private static Trainer.Builder trainer(Sequential model) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.1).momentum(0.9))
        .batchSize(10)
        .epochs(4);
  }

  @Test
  void aListenerCanStopTheRunAfterTheStepThatItSees() {
    var model = net();
    var seen = new Recorder();
    var holder = new Trainer[1];
    holder[0] =
        trainer(model)
            .listener(seen)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepDone(StepRecord step) {
                    if (step.step() == 7) {
                      holder[0].stop();
                    }
                  }
                })
            .build();
    var history = holder[0].fit(DATA);
    assertThat(history.end()).isEqualTo(History.End.STOPPED);
    assertThat(history.epochs()).hasSize(2);
    assertThat(history.last().step()).isEqualTo(7);
    assertThat(seen.calls).endsWith("step 6 = 2.1", "step 7 = 2.2", "epoch 2", "finished STOPPED");
    var counted = net();
    trainer(counted).steps(7).build().fit(DATA);
    assertThat(weights(model)).containsExactly(weights(counted));
  }

  @Test
  void whoStopsARunBeforeItsFirstStepGetsThatOne() {
    var holder = new Trainer[1];
    holder[0] =
        trainer(net())
            .listener(
                new TrainingListener() {
                  @Override
                  public void started(TrainingPlan plan) {
                    holder[0].stop();
                  }
                })
            .build();
    var history = holder[0].fit(DATA);
    assertThat(history.end()).isEqualTo(History.End.STOPPED);
    assertThat(history.epochs()).hasSize(1);
    assertThat(history.last().step()).isEqualTo(1);
    assertThat(history.last().samplesPerSecond()).isPositive();
  }

  @Test
  void anInterruptedThreadEndsItsTrainingAndStaysInterrupted() {
    var trainer =
        trainer(net())
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepDone(StepRecord step) {
                    if (step.step() == 3) {
                      Thread.currentThread().interrupt();
                    }
                  }
                })
            .build();
    var history = trainer.fit(DATA);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(history.end()).isEqualTo(History.End.STOPPED);
    assertThat(history.last().step()).isEqualTo(3);
  }

  @Test
  void aSecondTrainingOfTheSameTrainerAtTheSameTimeIsRefused() throws Exception {
    var holder = new Trainer[1];
    var failures = new LinkedBlockingQueue<Throwable>();
    holder[0] =
        trainer(net())
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochDone(EpochRecord epoch) {
                    var other =
                        Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                            .start(() -> holder[0].fit(DATA));
                    try {
                      other.join();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    // To evaluate meanwhile is fine, here and elsewhere.
                    assertThat(holder[0].evaluate(DATA).summary()).isEqualTo(epoch.train());
                  }
                })
            .build();
    var history = holder[0].fit(DATA);
    assertThat(history.end()).isEqualTo(History.End.DONE);
    assertThat(failures).hasSize(history.epochs().size());
    assertThat(failures.element())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("[trainer] this trainer is training already: wait for");
  }

  @Test
  void whatIsMeasuredAfterwardsIsWhatWasMeasuredInTheRun() {
    for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
      var trainer = trainer(net()).precision(precision).build();
      var last = trainer.fit(DATA, DATA).last();
      assertThat(trainer.evaluate(DATA).summary()).isEqualTo(last.test());
    }
  }

  @Test
  void aStopHoldsForTheRunThatIsGoingOnAlone() {
    var trainer = trainer(net()).build();
    trainer.stop();
    var history = trainer.fit(DATA);
    assertThat(history.end()).isEqualTo(History.End.DONE);
    assertThat(history.last().step()).isEqualTo(20);
  }

  @Test
  void listenersAreCalledInTheStatedOrder() {
    var seen = new Recorder();
    trainer(net()).batchSize(20).epochs(2).listener(seen).build().fit(DATA);
    assertThat(seen.calls)
        .containsExactly(
            "started 6 of 3",
            "step 1 = 1.1",
            "step 2 = 1.2",
            "step 3 = 1.3",
            "epoch 1",
            "step 4 = 2.1",
            "step 5 = 2.2",
            "step 6 = 2.3",
            "epoch 2",
            "finished DONE");
  }

  @Test
  void thePlanSaysWhatIsGoingToHappen() {
    List<TrainingPlan> plans = new ArrayList<>();
    trainer(net())
        .validation(0.2)
        .shardRows(3)
        .threads(5)
        .epochs(2)
        .listener(
            new TrainingListener() {
              @Override
              public void started(TrainingPlan plan) {
                plans.add(plan);
              }
            })
        .build()
        .fit(DATA, Samples.classes(11, 4, 3, 9));
    assertThat(plans)
        .containsExactly(
            new TrainingPlan(
                DATA.task(),
                36,
                9,
                11,
                10,
                3,
                5,
                4,
                8,
                4 * 7 + 7 + 21 + 3,
                plans.getFirst().memory()));
  }

  // ---- broken numbers ----

  private static Trainer diverging(double rate, long steps) {
    var model = new Sequential(new Linear(4, 7), new ReLU(), new Linear(7, 1));
    return Trainer.builder(model)
        .loss(new MSELoss())
        .optimizer(new SGD(rate))
        .batchSize(10)
        .steps(steps)
        .build();
  }

  @Test
  void aRateThatIsFarTooLargeIsNamedWithStepLayerAndOperation() {
    var data = Samples.numbers(40, 4, 2);
    // The weights after step 1 are about 1e30, so products of two layers pass 3e38.
    assertThatThrownBy(() -> diverging(1e30, 9).fit(data))
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "\\[trainer] the loss is (NaN|Infinity) in step 2 \\(epoch 1\\): the first numbers that"
                + " are not finite come from linear in layer 2\\. Try a smaller learning rate,"
                + " clipping of the gradient's norm, or scaled inputs");
  }

  @Test
  void parametersThatAreNoLongerFiniteAreNamed() {
    var data = Samples.numbers(40, 4, 2);
    assertThatThrownBy(() -> diverging(1e39, 9).fit(data))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("in step 2 (epoch 1): the parameter 0.")
        .hasMessageContaining(
            "no longer finite after the step before, first seen in linearRelu in layer 0");
  }

  @Test
  void theLastStepOfARunIsLookedAtToo() {
    var data = Samples.numbers(40, 4, 2);
    var trainer = diverging(1e30, 1);
    assertThatThrownBy(() -> trainer.fit(data))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining(" after step 1 (epoch 1): ")
        .hasMessageContaining("linear in layer 2");
  }

  @Test
  void aRunThatBreaksDoesNotFinish() {
    var seen = new Recorder();
    var trainer =
        Trainer.builder(new Sequential(new Linear(4, 1)))
            .loss(new MSELoss())
            .optimizer(new SGD(1e30))
            .batchSize(40)
            .listener(seen)
            .build();
    assertThatThrownBy(() -> trainer.fit(Samples.numbers(40, 4, 2)))
        .isInstanceOf(DivergedException.class);
    assertThat(seen.calls).containsExactly("started 10 of 1", "step 1 = 1.1");
  }

  @Test
  void theSecondFitGoesOnFromTheFirst() {
    var model = net();
    var optimizer = new Adam(0.01);
    var trainer = trainer(model).optimizer(optimizer).build();
    var first = trainer.fit(DATA);
    var second = trainer.fit(DATA);
    assertThat(optimizer.steps()).isEqualTo(40);
    assertThat(second.epochs().getFirst().train().loss()).isLessThan(first.last().train().loss());
  }

  @Test
  void aSecondFitGoesOnWithTheScheduleAndOtherOrdersOfTheRows() {
    var data = Dataset.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1, 0});
    var model = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 2));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(0.5).schedule(Schedule.cosine()))
            .batchSize(2)
            .epochs(4)
            .build();
    assertThat(trainer.fit(data).last().rate()).isLessThan(0.25);
    var second = trainer.fit(data);
    // 8 steps are done and 16 planned: half of the cosine, half of the rate, is still to come.
    assertThat(second.epochs().getFirst().rate()).isBetween(0.2, 0.25);
    assertThat(second.last().rate()).isLessThan(0.05);
    assertThat(trainer.optimizer().steps()).isEqualTo(16);
  }
}
