package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jacobi.data.Dataset;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
  /** Bytes outside of the heap as the JVM counts them, whoever asked for them. */
  private static long offHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static Trainer.Builder trainer(int inputs, int hidden, int batchSize) {
    var model =
        new Sequential(
            new Linear(inputs, hidden),
            new ReLU(),
            new Linear(hidden, hidden),
            new Tanh(),
            new Linear(hidden, 3));
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new Adam(1e-3))
        .batchSize(batchSize)
        .steps(3);
  }

  @ParameterizedTest
  @CsvSource({"37, 300, 64, 2", "37, 300, 128, 1", "401, 30, 700, 2", "19, 97, 1500, 3"})
  void thePlanIsWithinATenthOfTheBytesThatAreThenUsed(
      int inputs, int hidden, int batchSize, int threads) {
    Dataset data = Samples.classes(1501, inputs, 3, 1);
    var most = new AtomicLong();
    var first = new AtomicLong();
    long before = offHeap() - data.features().size() * 4 - data.targets().size() * 4;
    var trainer =
        trainer(inputs, hidden, batchSize)
            .threads(threads)
            .listener(
                new TrainingListener() {
                  @Override
                  public void started(TrainingPlan plan) {
                    first.set(plan.memory().total());
                  }

                  @Override
                  public void stepDone(StepRecord step) {
                    most.accumulateAndGet(offHeap() - before, Math::max);
                  }
                })
            .build();
    assertThat(trainer.plan(data).total()).isGreaterThan(1 << 20);
    trainer.fit(data);
    assertThat(first.get()).isEqualTo(trainer.plan(data).total());
    assertThat((double) first.get()).isBetween(0.9 * most.get(), 1.1 * most.get());
  }

  @Test
  void theBestParametersAreCountedWhereThereIsAValidationPart() {
    var data = Samples.classes(200, 37, 3, 1);
    var without = trainer(37, 50, 20).build().plan(data);
    var with = trainer(37, 50, 20).validation(0.25).build().plan(data);
    assertThat(with.parameters()).isEqualTo(2 * without.parameters());
    assertThat(with.data()).isEqualTo(2 * without.data());
  }

  @Test
  void aRunThatDoesNotFitIsRefusedWithTheLargestBatchThatDoes() {
    var data = Samples.classes(1501, 401, 3, 1);
    long needed = trainer(401, 30, 1000).threads(2).build().plan(data).total();
    long limit = needed - 1_000_000;
    assertThatThrownBy(() -> trainer(401, 30, 1000).threads(2).memory(limit).build().fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "\\[memory\\] this run needs [0-9.]+ MB: data [0-9.]+ MB, batches .*; allowed are [0-9.]+"
                + " MB\\. The largest batch size that fits is [0-9]+");
    int fits = 999;
    while (trainer(401, 30, fits).threads(2).build().plan(data).total() > limit) {
      fits--;
    }
    int largest = fits;
    assertThatThrownBy(() -> trainer(401, 30, 1000).threads(2).memory(limit).build().fit(data))
        .hasMessageEndingWith(" is " + largest);
    assertThat(trainer(401, 30, largest).threads(2).memory(limit).build().fit(data).epochs())
        .hasSize(2);
    assertThatThrownBy(() -> trainer(401, 30, 1000).memory(1000).build().fit(data))
        .hasMessageEndingWith(
            "Not even a batch of one row fits: allow more, or make the model smaller");
  }

  @Test
  void bytesAreWrittenForPeople() {
    assertThat(MemoryPlan.text(1536)).isEqualTo("1.5 KB");
    assertThat(MemoryPlan.text(49_400_000)).isEqualTo("47.1 MB");
    assertThat(MemoryPlan.text(3L << 30)).isEqualTo("3.00 GB");
  }
}
