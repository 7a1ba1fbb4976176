package org.jacobi.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jacobi.data.Dataset;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
  /** One run alone in a JVM, where nothing else takes memory: prints the plan and the most used. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] args) {
      long[] numbers = Arrays.stream(args).mapToLong(Long::parseLong).toArray();
      int inputs = (int) numbers[0];
      var most = new AtomicLong();
      var planned = new AtomicLong();
      Dataset data = Samples.classes(1501, inputs, 3, 1);
      trainer(inputs, (int) numbers[1], (int) numbers[2])
          .threads((int) numbers[3])
          .memory(numbers[4])
          .listener(
              new TrainingListener() {
                @Override
                public void started(TrainingPlan plan) {
                  planned.set(plan.memory().total());
                }

                @Override
                public void stepDone(StepRecord step) {
                  most.accumulateAndGet(offHeap(), Math::max);
                }
              })
          .build()
          .fit(data);
      System.out.println(planned + " " + most);
    }

    /** Bytes outside of the heap as the JVM counts them, whoever asked for them. */
    private static long offHeap() {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
    }
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
      String inputs, String hidden, String batchSize, String threads) throws Exception {
    assertThatThePlanIsUsed(inputs, hidden, batchSize, threads, Long.MAX_VALUE);
  }

  /** Batches are half of what this run takes, and most of them give way to the limit. */
  @Test
  void thePlanUnderALimitIsWithinATenthAsWell() throws Exception {
    var data = Samples.classes(1501, 1201, 3, 1);
    var free = trainer(1201, 4, 100).threads(2).build().plan(data);
    long limit = free.total() - free.batches() * 5 / 8;
    var limited = trainer(1201, 4, 100).threads(2).memory(limit).build().plan(data);
    assertThat(limited.batches()).isEqualTo(free.batches() * 2 / 8);
    assertThatThePlanIsUsed("1201", "4", "100", "2", limit);
  }

  private static void assertThatThePlanIsUsed(
      String inputs, String hidden, String batchSize, String threads, long limit) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName(),
                inputs,
                hidden,
                batchSize,
                threads,
                Long.toString(limit))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] words = new String(process.getInputStream().readAllBytes(), UTF_8).trim().split(" ");
    assertThat(process.waitFor()).isZero();
    double planned = Double.parseDouble(words[0]);
    double most = Double.parseDouble(words[1]);
    assertThat(most).isGreaterThan(1 << 20);
    assertThat(planned).isBetween(0.9 * most, 1.1 * most);
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
  void aRunThatFitsWithFewerThreadsIsToldSo() {
    var data = Samples.classes(20_000, 5, 3, 1);
    long limit = trainer(5, 30, 10).threads(2).build().plan(data).total();
    assertThatThrownBy(() -> trainer(5, 30, 10).threads(16).memory(limit).build().fit(data))
        .hasMessageMatching(".* It fits with so many threads: 2, in place of [0-9]+");
    assertThat(trainer(5, 30, 10).threads(2).memory(limit).build().plan(data).total())
        .isLessThanOrEqualTo(limit);
  }

  @Test
  void aRunThatDoesNotFitIsRefusedWithTheLargestBatchThatDoes() {
    var data = Samples.classes(1501, 401, 3, 1);
    long needed = trainer(401, 30, 1000).threads(2).build().plan(data).total();
    long limit = needed - 500_000;
    assertThatThrownBy(() -> trainer(401, 30, 1000).threads(2).memory(limit).build().fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "\\[memory\\] this run needs [0-9.]+ MB: data [0-9.]+ MB, batches .*; allowed are [0-9.]+"
                + " MB\\. The largest batch size that fits is [0-9]+");
    int fits = 999;
    while (trainer(401, 30, fits).threads(2).memory(limit).build().plan(data).total() > limit) {
      fits--;
    }
    int largest = fits;
    assertThatThrownBy(() -> trainer(401, 30, 1000).threads(2).memory(limit).build().fit(data))
        .hasMessageEndingWith(" is " + largest);
    assertThat(trainer(401, 30, largest).threads(2).memory(limit).build().fit(data).epochs())
        .hasSize(2);
    assertThatThrownBy(() -> trainer(401, 30, 1000).memory(1000).build().fit(data))
        .hasMessageEndingWith("The data alone take more: allow more, or give fewer rows");
    long dataAlone = trainer(401, 30, 1000).build().plan(data).data();
    assertThatThrownBy(() -> trainer(401, 30, 1000).memory(dataAlone).build().fit(data))
        .hasMessageEndingWith(
            "Not even a batch of one row fits: allow more, or make the model smaller");
  }

  /** Half of what is spare goes to batches: six of them are wanted, more than two always. */
  @Test
  void batchesAheadGiveWayToALimit() {
    var data = Samples.classes(1501, 401, 3, 1);
    var free = trainer(401, 30, 100).threads(2).build().plan(data);
    long batch = free.batches() / 8;
    var fewer = trainer(401, 30, 100).threads(2).memory(free.total()).build();
    assertThat(fewer.plan(data).batches()).isEqualTo(5 * batch);
    assertThat(fewer.fit(data).epochs()).isNotEmpty();
    var fewest = trainer(401, 30, 100).threads(2).memory(free.total() - 6 * batch).build();
    assertThat(fewest.plan(data).batches()).isEqualTo(2 * batch);
    assertThat(fewest.fit(data).epochs()).isNotEmpty();
    assertThatThrownBy(() ->
            trainer(401, 30, 100).threads(2).memory(free.total() - 6 * batch - 1).build().fit(data))
        .hasMessageContaining("The largest batch size that fits is ");
  }

  private static Trainer.Builder epoch(Sequential model, int batchSize) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new Adam(1e-3))
        .batchSize(batchSize)
        .epochs(2);
  }

  private static Sequential network(int inputs, int hidden) {
    return new Sequential(new Linear(inputs, hidden), new ReLU(), new Linear(hidden, 3));
  }

  /** With nothing to spare: what is not in the plan cannot be had. */
  private static void fitsInItsPlan(
      Supplier<Trainer.Builder> run, int inputs, int trainRows, int testRows) {
    var train = Samples.classes(trainRows, inputs, 3, 1);
    var test = Samples.classes(testRows, inputs, 3, 2);
    long needed = Long.MAX_VALUE;
    long planned = run.get().build().plan(train, test).total();
    while (planned < needed) { // fewer batches ahead, down to two
      needed = planned;
      planned = run.get().memory(needed).build().plan(train, test).total();
    }
    for (int i = 0; i < 5; i++) {
      var trainer = run.get().memory(needed).build();
      // Memory that is missing would end the JVM of the tests.
      assertThatCode(() -> assertThat(trainer.fit(train, test).epochs()).hasSize(2))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void moreThreadsThanShardsFindRoomToAddGradients() {
    fitsInItsPlan(() -> epoch(network(30, 2400), 400).shardRows(200).threads(4), 30, 400, 20);
  }

  /** Dropout makes a row of a step take several times what a row of an evaluation does. */
  @Test
  void aShardThatTakesOneMoreRowIsPlanned() {
    fitsInItsPlan(
        () ->
            epoch(
                    new Sequential(
                        new Linear(9, 3000), new Tanh(), new Dropout(0.5), new Linear(3000, 3)),
                    21)
                .shardRows(10)
                .threads(2),
        9,
        21,
        5);
  }

  @Test
  void aLastRowThatJoinsTheBatchBeforeIsPlanned() {
    Supplier<Trainer.Builder> run =
        () ->
            epoch(
                    new Sequential(
                        new Linear(300, 3000),
                        new BatchNorm1d(3000),
                        new Dropout(0.5),
                        new Linear(3000, 3)),
                    10)
                .threads(1);
    fitsInItsPlan(run, 300, 41, 5);
    var train = Samples.classes(41, 300, 3, 1);
    assertThat(run.get().build().plan(train).batches()).isEqualTo(8 * 11 * (300 + 1) * 4);
    assertThat(run.get().dropLast().build().plan(train).batches())
        .isEqualTo(8 * 10 * (300 + 1) * 4);
  }

  @Test
  void aTestPartThatIsLargerThanTheTrainingPartIsPlanned() {
    fitsInItsPlan(() -> epoch(network(9, 300), 20).threads(3), 9, 40, 1600);
  }

  @Test
  void thePenaltyIsPlanned() {
    fitsInItsPlan(
        () -> epoch(network(300, 300), 4).penalty(Penalty.elastic(1e-3, 1e-3)).threads(2),
        300,
        12,
        5);
  }

  @Test
  void aLimitThatReadsLikeTheNeedIsShownInBytes() {
    var data = Samples.classes(1501, 401, 3, 1);
    long needed = trainer(401, 30, 1000).threads(2).build().plan(data).total();
    String read = MemoryPlan.text(needed);
    assertThat(MemoryPlan.text(needed - 1)).isEqualTo(read);
    assertThatThrownBy(() -> trainer(401, 30, 1000).threads(2).memory(needed - 1).build().fit(data))
        .hasMessageContaining(
            String.format(
                Locale.ROOT,
                "; allowed are %s (%,d bytes of the %,d needed). The largest",
                read,
                needed - 1,
                needed));
    assertThatThrownBy(() -> trainer(401, 30, 1000).memory(1).build().fit(data))
        .hasMessageContaining("; allowed are 1 B. ");
  }

  @Test
  void bytesAreWrittenForPeople() {
    assertThat(MemoryPlan.text(1023)).isEqualTo("1023 B");
    assertThat(MemoryPlan.text(1024)).isEqualTo("1.0 KB");
    assertThat(MemoryPlan.text(1536)).isEqualTo("1.5 KB");
    assertThat(MemoryPlan.text(49_400_000)).isEqualTo("47.1 MB");
    assertThat(MemoryPlan.text(3L << 30)).isEqualTo("3.00 GB");
  }
}
