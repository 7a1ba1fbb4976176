package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.train.CheckpointFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real trainings that are killed at random moments, most of them while something is written, and
 * resumed until they are through: each must end as the one that nobody killed. {@code
 * -Djacobi.kills=200} for more than a few, see {@code ci/torture.sh}.
 */
class TortureTest {
  private static final int KILLS = Integer.getInteger("jacobi.kills", 12);
  private static final long SEED = Long.getLong("jacobi.kills.seed", 1);

  /** Until a process has begun its steps, and while it makes some. */
  private static final int LEAST_MILLIS = 250;

  private static final int MOST_MILLIS = 1500;

  /** A checkpoint after every third step: most of the time one is being written. */
  private static final String TRAINING =
      "train circle.csv --hidden 256:relu:0.2,128 --optimizer adam --validation 0.2 --batch-size 7"
          + " --epochs 90 --checkpoint-every 3 --keep 2 --out ";

  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    Cli.write(folder.resolve("circle.csv"), Samples.circle());
  }

  private void runs(String command) throws Exception {
    var result = Cli.run(folder, command.split(" "));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
  }

  /** What must be the same: the numbers of the model, and all figures but times and memory. */
  private List<String> ending(String run) throws Exception {
    Path place = folder.resolve(run);
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(place.resolve("metrics.jsonl"))) {
      Map<String, Object> map = new LinkedHashMap<>();
      Json.parseObject(line, "metrics")
          .toMap()
          .forEach((key, value) -> map.put(key, String.valueOf(value)));
      map.keySet().removeIf(key -> key.contains("second") || key.contains("memory"));
      map.remove("run");
      lines.add(map.toString());
    }
    SafeTensors.read(place.resolve("model.safetensors"))
        .tensors()
        .forEach((name, tensor) -> lines.add(name + " " + Arrays.hashCode(tensor.toFloats())));
    return lines;
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsAsTheOneThatWasNot() throws Exception {
    runs(TRAINING + "whole");
    var expected = ending("whole");
    var random = new Random(SEED);
    int kills = 0;
    int resumed = 0;
    long fromCheckpoints = 0;
    for (int i = 0; kills < KILLS; i++) {
      String run = "run" + i;
      String command = TRAINING + run;
      boolean over = !killed(command, random);
      while (!over && !isKnown(run)) {
        kills++; // before anything was written: it begins again
        over = !killed(command, random);
      }
      while (!over) {
        kills++;
        requireAWholeCheckpointWhereThereIsOne(run);
        if (kills >= KILLS) {
          runs("resume " + run);
          over = true;
        } else {
          over = !killed("resume " + run, random);
        }
        resumed++;
      }
      assertThat(ending(run)).as("seed " + SEED + ", run " + i).isEqualTo(expected);
      fromCheckpoints += resumesFromCheckpoints(run);
    }
    assertThat(resumed).isGreaterThan(KILLS / 2);
    assertThat(fromCheckpoints).as("resumed in the middle").isGreaterThan(KILLS / 3);
  }

  private long resumesFromCheckpoints(String run) {
    var record = Json.readObject(folder.resolve(run + "/run.json"));
    return record.has("resumed")
        ? record.objects("resumed").stream().filter(time -> time.integer("step") > 0).count()
        : 0;
  }

  private boolean isKnown(String run) {
    return Files.exists(folder.resolve(run + "/run.json"));
  }

  /** Starts a process and kills it at a random moment; false if it had ended before. */
  private boolean killed(String command, Random random) throws Exception {
    var process =
        Cli.builder(folder, "org.jacobi.cli.Main", command.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    int millis = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
    boolean over = process.waitFor(millis, TimeUnit.MILLISECONDS);
    if (over) {
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
    }
    process.destroyForcibly().waitFor();
    return !over;
  }

  /** What has the name of a checkpoint is one: it got its name when it was whole. */
  private void requireAWholeCheckpointWhereThereIsOne(String run) {
    var all = new CheckpointFolder(folder.resolve(run)).all();
    for (var entry : all) {
      assertThat(SafeTensors.verify(entry.file()).damaged()).as(entry.toString()).isEmpty();
    }
  }
}
