package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.CheckpointFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    Cli.write(folder.resolve("circle.csv"), Samples.circle());
  }

  private Cli.Result jacobi(String command) throws Exception {
    return Cli.run(folder, command.split(" "));
  }

  private Cli.Result succeeds(String command) throws Exception {
    var result = jacobi(command);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result;
  }

  private void fails(String command, String words) throws Exception {
    var result = jacobi(command);
    assertThat(result.err()).isEqualTo("jacobi: " + words + "\n");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  private JsonObject record(String run) {
    return Json.readObject(folder.resolve(run + "/run.json"));
  }

  private String hash(String run) {
    return record(run).object("figures").string("run_hash");
  }

  @Test
  void aFinishedRunPrintsItsEndAndGoesOnForMoreEpochs() throws Exception {
    succeeds("train circle.csv --epochs 7 --out whole");
    succeeds("train circle.csv --epochs 3 --out run");
    var end = succeeds("resume run").lines();
    assertThat(end.getFirst()).isEqualTo("run is finished: 3 epochs.");
    assertThat(end)
        .contains("Run hash   " + hash("run"), "Go on      jacobi resume run --epochs N");
    var more = succeeds("resume run --epochs 7 --threads 1").lines();
    assertThat(more)
        .contains("Resumed    run after step 18")
        .noneMatch(line -> line.startsWith("    3 "))
        .anyMatch(line -> line.startsWith("    4 "));
    assertThat(hash("run")).isEqualTo(hash("whole"));
    assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(8);
    var record = record("run");
    assertThat(record.string("command"))
        .isEqualTo("jacobi train circle.csv --epochs 7 --threads 1");
    assertThat(record.objects("resumed").getFirst().integer("step")).isEqualTo(18);
    succeeds("evaluate run");
  }

  @Test
  void aRunWithoutACheckpointBeginsAgain() throws Exception {
    succeeds("train circle.csv --epochs 3 --checkpoint-every never --out run");
    String before = hash("run");
    assertThat(new CheckpointFolder(folder.resolve("run")).all()).isEmpty();
    assertThat(succeeds("resume run --epochs 3").lines())
        .contains("Resumed    run has no checkpoint, so it begins at step 0");
    assertThat(hash("run")).isEqualTo(before);
  }

  @Test
  void otherDataIsRefusedUnlessForcedAndTheRecordSaysSo() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    String metrics = Files.readString(folder.resolve("run/metrics.jsonl"));
    String record = Files.readString(folder.resolve("run/run.json"));
    String data = Samples.circle();
    Cli.write(folder.resolve("circle.csv"), data.replaceFirst("\\d\\.\\d", "7.7"));
    var refused = jacobi("resume run --epochs 4");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("belongs to another run: ", " data: ", "--force");
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).isEqualTo(metrics);
    assertThat(Files.readString(folder.resolve("run/run.json"))).isEqualTo(record);
    succeeds("resume run --epochs 4 --force");
    var time = record("run").objects("resumed").getFirst();
    assertThat(time.strings("differences")).anyMatch(line -> line.contains(" data: "));
  }

  @Test
  void aDamagedCheckpointIsPassedOverAndNamed() throws Exception {
    succeeds("train circle.csv --epochs 5 --out whole");
    succeeds("train circle.csv --epochs 3 --checkpoint-every 1epoch --out run");
    Path newest = new CheckpointFolder(folder.resolve("run")).all().getFirst().file();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);
    var result = jacobi("resume run --epochs 5");
    assertThat(result.code()).isZero();
    assertThat(result.err())
        .startsWith("jacobi: passed over: run/checkpoint-00000018.safetensors: ");
    assertThat(result.lines()).contains("Resumed    run after step 12");
    assertThat(hash("run")).isEqualTo(hash("whole"));
  }

  @Test
  void whatCannotGoOnIsSaidInOneLine() throws Exception {
    fails("resume nothing", "nothing: there is no such run");
    Files.createDirectory(folder.resolve("empty"));
    fails("resume empty", "empty has no run.json, so it is no run");
    succeeds("train circle.csv --epochs 1 --folds 2 --out folds");
    var folds = jacobi("resume folds --epochs 2");
    assertThat(folds.code()).isEqualTo(2);
    assertThat(folds.err())
        .isEqualTo("jacobi: folds is a cross-validation, which cannot go on; run it again\n");
    fails(
        "train circle.csv --checkpoint-every often",
        "--checkpoint-every: often is no distance; give steps (500), epochs (2epochs), a time (30s,"
            + " 5min) or never");
    fails("train circle.csv --keep 0", "--keep must be a positive whole number, but is 0");
  }
}
