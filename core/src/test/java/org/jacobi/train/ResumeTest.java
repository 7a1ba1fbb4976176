package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jacobi.data.DataException;
import org.jacobi.data.Dataset;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.Adam;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.Optimizers;
import org.jacobi.optim.SGD;
import org.jacobi.optim.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was stopped and resumed ends with the bits of the run that was not. */
class ResumeTest {
  private static final Dataset DATA = Samples.classes(97, 5, 3, 1);
  private static final Dataset TEST = Samples.classes(31, 5, 3, 2);

  /** 97 rows less a tenth for validation, in batches of 16: the last one has 7. */
  private static final int STEPS = 6;

  @TempDir Path folder;

  private static Trainer.Builder builder(Optimizer optimizer) {
    var model =
        new Sequential(
            new Linear(5, 7), new BatchNorm1d(7), new ReLU(), new Dropout(0.3), new Linear(7, 3));
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(optimizer)
        .batchSize(16)
        .validation(0.1)
        .threads(1)
        .epochs(4)
        .seed(7);
  }

  private static Optimizer adam() {
    return new Adam(0.01).schedule(Schedule.parse("plateau:0.5:0"));
  }

  private Checkpoints all() {
    return Checkpoints.in(folder).everySteps(1).keep(1000);
  }

  /** All that is the same in two runs that are the same: not times. */
  private static List<String> lines(History history) {
    List<String> lines = new ArrayList<>();
    for (EpochRecord epoch : history.epochs()) {
      var line = RunFolder.line(epoch);
      line.keySet().removeIf(key -> key.contains("second"));
      lines.add(line.toString());
    }
    lines.add(history.bestEpoch() + " " + history.end() + " " + history.runHash());
    return lines;
  }

  static List<String> optimizers() {
    return Optimizers.names();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void fromAnyStepWithAnyOptimizerItEndsWithTheSameBits(String name) {
    var whole = builder(Optimizers.named(name, 0.01)).checkpoints(all()).build();
    var expected = lines(whole.fit(DATA, TEST));
    double[] weights = Samples.weights(whole.model());
    var entries = new CheckpointFolder(folder).all();
    assertThat(entries).hasSize(4 * STEPS);
    for (var entry : entries) {
      var trainer = builder(Optimizers.named(name, 0.01)).build();
      assertThat(trainer.resume(entry.file()).step()).isEqualTo(entry.step());
      assertThat(lines(trainer.fit(DATA, TEST))).as(entry.toString()).isEqualTo(expected);
      assertThat(Samples.weights(trainer.model())).containsExactly(weights);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "3, 1", "2, 7"})
  void numbersOfThreadsMayDiffer(int before, int after) {
    var expected =
        lines(builder(adam()).shardRows(5).threads(before).checkpoints(all()).build().fit(DATA));
    var trainer = builder(adam()).shardRows(5).threads(after).build();
    trainer.resume(new CheckpointFolder(folder).file(9));
    assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
  }

  @Test
  void theStateOfASchedulePatienceAndTheBestWeightsGoOn() {
    UnaryOperator<Trainer.Builder> settings = b -> b.epochs(40).earlyStop(2);
    var expected = lines(settings.apply(builder(adam())).checkpoints(all()).build().fit(DATA));
    assertThat(expected.getLast()).contains("EARLY_STOP");
    for (var entry : new CheckpointFolder(folder).all()) {
      if (entry.step() % 7 == 0) {
        var trainer = settings.apply(builder(adam())).build();
        trainer.resume(entry.file());
        assertThat(lines(trainer.fit(DATA))).as(entry.toString()).isEqualTo(expected);
      }
    }
  }

  @Test
  void aRunThatWasStoppedInMidEpochGoesOnThere() {
    var expected = lines(builder(adam()).build().fit(DATA));
    for (long last : new long[] {1, 5, 6, 7, 13}) {
      var holder = new Trainer[1];
      holder[0] =
          builder(adam())
              .checkpoints(Checkpoints.in(folder))
              .listener(
                  new TrainingListener() {
                    @Override
                    public void stepDone(StepRecord step) {
                      if (step.step() == last) {
                        holder[0].stop();
                      }
                    }
                  })
              .build();
      assertThat(holder[0].fit(DATA).end()).isEqualTo(History.End.STOPPED);
      var trainer = builder(adam()).checkpoints(Checkpoints.in(folder)).build();
      assertThat(trainer.resume(folder).step()).isEqualTo(last);
      assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
    }
  }

  @Test
  void aNewRunInTheFolderOfAnOldOneForgetsItsCheckpoints() {
    builder(adam()).checkpoints(all()).build().fit(DATA);
    builder(adam()).seed(8).epochs(1).checkpoints(all()).build().fit(DATA);
    assertThat(new CheckpointFolder(folder).all()).hasSize(STEPS);
  }

  @Test
  void itMayGoOnForLonger() {
    var expected = lines(builder(adam()).epochs(9).build().fit(DATA));
    builder(adam()).epochs(2).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    var trainer = builder(adam()).epochs(9).build();
    assertThat(trainer.resume(folder).step()).isEqualTo(2 * STEPS);
    assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
  }

  @Test
  void stepsThatEndInMidEpochMayGoOnToo() {
    var expected = lines(builder(adam()).steps(20).build().fit(DATA));
    builder(adam()).steps(9).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    var trainer = builder(adam()).steps(20).build();
    assertThat(trainer.resume(folder).step()).isEqualTo(9);
    assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
  }

  @Test
  void aFinishedRunGivesItsEndAgain() {
    for (int steps : new int[] {9, 12}) {
      var expected =
          lines(builder(adam()).steps(steps).checkpoints(Checkpoints.in(folder)).build().fit(DATA));
      var trainer = builder(adam()).steps(steps).build();
      trainer.resume(folder);
      assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
    }
  }

  @Test
  void aSecondFitIsResumedAsTheSecond() {
    var first = builder(adam()).build();
    first.fit(DATA);
    var expected = lines(first.fit(DATA));
    var other = builder(adam()).checkpoints(all()).build();
    other.fit(DATA);
    other.fit(DATA);
    var trainer = builder(adam()).build();
    trainer.resume(new CheckpointFolder(folder).file(11));
    assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
  }

  @Test
  void withoutACheckpointItBeginsAnew() {
    var trainer = builder(adam()).build();
    var expected = lines(builder(adam()).build().fit(DATA));
    assertThat(trainer.resume(folder.resolve("nothing")))
        .isEqualTo(new ResumePoint(0, List.of(), List.of()));
    assertThat(lines(trainer.fit(DATA))).isEqualTo(expected);
  }

  @Test
  void theLastWholeOneIsTaken() throws IOException {
    builder(adam()).checkpoints(all()).build().fit(DATA);
    var entries = new CheckpointFolder(folder).all();
    Path newest = entries.get(0).file();
    Path second = entries.get(1).file();
    Path third = entries.get(2).file();
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    bytes = Files.readAllBytes(second);
    bytes[bytes.length - 9] ^= 4;
    Files.write(second, bytes);
    Files.write(third, new byte[0]);
    var point = builder(adam()).build().resume(folder);
    assertThat(point.step()).isEqualTo(entries.get(3).step());
    assertThat(point.damaged()).hasSize(3);
    assertThat(point.damaged().get(0)).startsWith(newest + ": ");
    assertThat(point.damaged().get(1)).startsWith(second + ": the tensor ").contains("is damaged");
    assertThatThrownBy(() -> builder(adam()).build().resume(second))
        .isInstanceOf(DataException.class);
  }

  @Test
  void anotherRunIsRefusedWithWhatDiffers() {
    builder(adam()).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    refused(builder(adam()).batchSize(32), DATA, "batch_size: 16 then, 32 now");
    refused(builder(adam()).seed(8), DATA, "seed: 7 then, 8 now");
    refused(builder(new SGD(0.1)), DATA, "optimizer: {type=Adam, ");
    refused(builder(adam()), Samples.classes(97, 5, 3, 9), "training data: ");
    var other = builder(adam()).seed(8).build();
    assertThat(other.resumeAnyway(folder).step()).isEqualTo(4 * STEPS);
    other.fit(DATA);
    assertThat(other.resumeDifferences()).anyMatch(line -> line.equals("seed: 7 then, 8 now"));
  }

  private void refused(Trainer.Builder builder, Dataset data, String words) {
    var trainer = builder.build();
    trainer.resume(folder);
    double[] before = Samples.weights(trainer.model());
    assertThatThrownBy(() -> trainer.fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("belongs to another run: ")
        .hasMessageContaining(words);
    assertThat(Samples.weights(trainer.model())).containsExactly(before);
  }

  @Test
  void theLastOnesAndTheBestAreKept() {
    var history =
        builder(new SGD(0.5))
            .epochs(8)
            .checkpoints(Checkpoints.in(folder).everyEpochs(1).keep(2))
            .build()
            .fit(DATA);
    assertThat(history.bestEpoch()).isLessThan(7);
    assertThat(new CheckpointFolder(folder).all().stream().map(CheckpointFolder.Entry::step))
        .containsExactly(8L * STEPS, 7L * STEPS, (long) history.bestEpoch() * STEPS);
  }

  @Test
  void timeMakesOneDueToo() {
    var written = new ArrayList<Long>();
    builder(adam())
        .checkpoints(Checkpoints.in(folder).every(Duration.ofNanos(1)).keep(2))
        .listener(
            new TrainingListener() {
              @Override
              public void checkpointWritten(long step, Path file) {
                written.add(step);
              }
            })
        .build()
        .fit(DATA);
    assertThat(written).hasSize(4 * STEPS).isSorted().endsWith(4L * STEPS);
    assertThat(new CheckpointFolder(folder).all()).hasSizeBetween(2, 3);
  }

  @Test
  void whatCannotBeWrittenDoesNotEndTheTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "");
    var failures = new ArrayList<UncheckedIOException>();
    var expected = lines(builder(adam()).build().fit(DATA));
    var history =
        builder(adam())
            .checkpoints(Checkpoints.in(file.resolve("below")).everyEpochs(1))
            .listener(
                new TrainingListener() {
                  @Override
                  public void checkpointFailed(UncheckedIOException failure) {
                    failures.add(failure);
                  }
                })
            .build()
            .fit(DATA);
    assertThat(lines(history)).isEqualTo(expected);
    assertThat(failures).hasSize(4);
  }

  @Test
  void anOldRunKeepsItsCheckpointsUntilTheNewOneHasOne() throws IOException {
    builder(adam()).checkpoints(Checkpoints.in(folder).keep(1)).build().fit(DATA);
    var last = new CheckpointFolder(folder).file(4 * STEPS);
    byte[] before = Files.readAllBytes(last);
    // What stands in the way of the new run's only checkpoint.
    Files.createDirectory(new CheckpointFolder(folder).file(STEPS));
    builder(adam()).seed(8).epochs(1).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    assertThat(Files.readAllBytes(last)).isEqualTo(before);
  }

  @Test
  void whatCannotBeReadIsNotTakenForDamaged() throws IOException {
    builder(adam()).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    Files.createDirectory(new CheckpointFolder(folder).file(99));
    assertThatThrownBy(() -> builder(adam()).build().resume(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("checkpoint-00000099.safetensors: this is a folder");
    Path missing = folder.resolve("checkpoint-00000098.safetensors");
    assertThatThrownBy(() -> builder(adam()).build().resume(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void throughALinkItIsStillItsOwnFolder() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    var settings = Checkpoints.in(real).everyEpochs(1).keep(9);
    builder(adam()).epochs(2).checkpoints(settings).build().fit(DATA);
    var trainer = builder(adam()).checkpoints(settings).build();
    trainer.resume(link);
    trainer.fit(DATA);
    assertThat(new CheckpointFolder(real).all()).hasSize(4);
  }

  @Test
  void aPlaceThatAnEpochOfOtherDataDoesNotHaveIsRefused() {
    builder(adam()).steps(5).checkpoints(Checkpoints.in(folder)).build().fit(DATA);
    var trainer = builder(adam()).build();
    trainer.resumeAnyway(folder);
    assertThatThrownBy(() -> trainer.fit(Samples.classes(50, 5, 3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after step 5 of an epoch, and an epoch of this data has 3");
  }

  @Test
  void distancesMayBeLongerThanALife() {
    var never = Checkpoints.in(folder).every(Duration.ofDays(1_000_000_000));
    builder(adam()).checkpoints(never).build().fit(DATA);
    assertThat(new CheckpointFolder(folder).all()).hasSize(1);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Checkpoints.in(folder).keep(0))
        .hasMessage("[checkpoints] at least one must be kept, but keep is 0");
    assertThatThrownBy(() -> Checkpoints.in(folder).everySteps(-1))
        .hasMessageContaining("must not be negative: -1 steps, 0 epochs, PT0S");
  }
}
