package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.train.CheckpointFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real trainings that are killed at random moments, most of them while something is written, and
 * resumed until they are through: each must end as the one that nobody killed. The same with
 * Ctrl-C, and with a disk that fills or cannot be written to any more. {@code -Djacobi.kills=200}
 * for more than a few, see {@code ci/torture.sh}.
 */
class TortureTest {
  private static final int KILLS = Integer.getInteger("jacobi.kills", 12);
  private static final int INTERRUPTIONS = Math.max(2, KILLS / 6);
  private static final int FULL_DISKS = Math.max(1, KILLS / 10);
  private static final long SEED = Long.getLong("jacobi.kills.seed", 1);

  /** A checkpoint after every third step: most of the time one is being written. */
  private static final String TRAINING =
      "train circle.csv --hidden 256:relu:0.2,128 --optimizer adam --validation 0.2 --batch-size 7"
          + " --epochs 60 --checkpoint-every 3 --keep 2 --out ";

  @TempDir Path folder;
  private final Set<String> withCheckpoints = new HashSet<>();
  private int renamesLost;
  private long wholeMillis;

  @BeforeEach
  void files() throws Exception {
    Cli.write(folder.resolve("circle.csv"), Samples.circle());
    long start = System.nanoTime();
    runs(TRAINING + "whole");
    wholeMillis = (System.nanoTime() - start) / 1_000_000;
  }

  /** From soon after a process has begun its steps until it is nearly through, on any machine. */
  private long moment(Random random) {
    return random.nextLong(wholeMillis / 4, wholeMillis * 3 / 4);
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
        requireWholeCheckpoints(run);
        if (random.nextInt(3) == 0) {
          loseTheLastRename(run);
        }
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

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunThatIsInterruptedAgainAndAgainEndsAsTheOneThatWasNot() throws Exception {
    var expected = ending("whole");
    var random = new Random(SEED + 1);
    int interrupted = 0;
    for (int i = 0; interrupted < INTERRUPTIONS; i++) {
      String run = "stopped" + i;
      boolean over = !interrupted(TRAINING + run, random);
      while (!over && !isKnown(run)) {
        over = !interrupted(TRAINING + run, random); // before the first step: it begins again
      }
      while (!over) {
        interrupted++;
        requireWholeCheckpoints(run);
        over = !interrupted("resume " + run, random);
      }
      assertThat(ending(run)).as("seed " + SEED + ", run " + i).isEqualTo(expected);
    }
  }

  /** Ctrl-C at a random moment; false if the process had ended before. */
  private boolean interrupted(String command, Random random) throws Exception {
    var process = start(command);
    if (process.waitFor(moment(random), TimeUnit.MILLISECONDS)) {
      assertThat(process.exitValue()).as(Files.readString(log())).isZero();
      return false;
    }
    // A child of a shell's background job ignores Ctrl-C; SIGTERM ends Jacobi in the same way.
    String signal = TrainTest.ignoresInterrupts(process.pid()) ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
    assertThat(process.exitValue()).as(Files.readString(log())).isIn(0, 130, 143);
    return process.exitValue() != 0;
  }

  /** Not all checkpoints have room, if any, and the end may have none. Then there is room again. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunWhoseDiskWasFullEndsAsTheOneThatHadRoom() throws Exception {
    assumeTrue(canMount(), "it takes a right to mount");
    var expected = ending("whole");
    var random = new Random(SEED + 2);
    for (int i = 0; i < FULL_DISKS; i++) {
      String run = "full" + i;
      int kilobytes =
          random.nextInt(100, 1500); // a checkpoint takes 550, and three are there at a time
      String said =
          onADiskOfItsOwn(
              run,
              kilobytes,
              "jacobi " + TRAINING + run + " || echo ended by $?",
              "mount -o remount,size=64m $PWD",
              "if [ -f " + run + "/run.json ]; then jacobi resume " + run,
              "else jacobi " + TRAINING + run + "; fi"); // no checkpoint had room: nothing is left
      String what = "seed " + SEED + ", " + kilobytes + " KiB: " + said;
      assertThat(said).as(what).contains("the disk is full");
      assertThat(said).as(what).doesNotContain("Exception").doesNotContain("\tat ");
      assertThat(ending(run)).as(what).isEqualTo(expected);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunWhoseDiskBecameReadOnlyGoesOnWhenItIsNoMore() throws Exception {
    assumeTrue(canMount(), "it takes a right to mount");
    String said =
        onADiskOfItsOwn(
            "locked",
            64_000,
            "\"${java[@]}\" "
                + TRAINING
                + "locked & sleep "
                + wholeMillis / 1500.0
                + "; kill -KILL $!; wait $!",
            "mount -o remount,ro $PWD",
            "before=$(sums)",
            "jacobi resume locked || echo ended by $?",
            "[ \"$before\" = \"$(sums)\" ] && echo unchanged",
            "mount -o remount,rw $PWD",
            "jacobi resume locked");
    assertThat(said).contains("Read-only file system").contains("ended by 2").contains("unchanged");
    assertThat(said).containsPattern("Resumed    locked after step [1-9]");
    assertThat(said).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ending("locked")).isEqualTo(ending("whole"));
  }

  private static boolean canMount() throws Exception {
    return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /**
   * Runs these lines on a file system in memory that only they see, and brings back the folder of
   * the run.
   *
   * @return all that was printed
   */
  private String onADiskOfItsOwn(String run, int kilobytes, String... lines) throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    var script =
        """
        jacobi() { "${java[@]}" "$@"; }
        sums() { find . -type f | sort | xargs sha256sum; }
        java=("$@")
        mount -t tmpfs -o size=%dk tmpfs disk || exit
        cp circle.csv disk
        cd disk || exit
        %s
        cp -r %s ..
        """
            .formatted(kilobytes, String.join("\n", lines), run);
    var java = Cli.builder(folder, "org.jacobi.cli.Main");
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "bash", "-c", script, "disk"));
    command.addAll(java.command());
    java.command(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start()
        .waitFor();
    Files.delete(disk);
    return Files.readString(log());
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
    var process = start(command);
    boolean over = process.waitFor(moment(random), TimeUnit.MILLISECONDS);
    if (over) {
      assertThat(process.exitValue()).as(Files.readString(log())).isZero();
    }
    process.destroyForcibly().waitFor();
    return !over;
  }

  private Process start(String command) throws Exception {
    return Cli.builder(folder, "org.jacobi.cli.Main", command.split(" "))
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private Path log() {
    return folder.resolve("output");
  }

  /** What has the name of a checkpoint is one; and a run that had one has one. */
  private void requireWholeCheckpoints(String run) {
    var all = new CheckpointFolder(folder.resolve(run)).all();
    if (!all.isEmpty()) {
      withCheckpoints.add(run);
    }
    assertThat(all.isEmpty()).as("lost").isNotEqualTo(withCheckpoints.contains(run));
    for (var entry : all) {
      assertThat(SafeTensors.verify(entry.file()).damaged()).as(entry.toString()).isEmpty();
    }
  }

  /** As after a power cut that came before the file system had written down the last name. */
  private void loseTheLastRename(String run) throws Exception {
    var all = new CheckpointFolder(folder.resolve(run)).all();
    if (all.size() > 1) {
      Path last = all.getFirst().file();
      Files.move(last, last.resolveSibling(".jacobi-1-" + renamesLost++ + ".tmp"));
    }
  }
}
