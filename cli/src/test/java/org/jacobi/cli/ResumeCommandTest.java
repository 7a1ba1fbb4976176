package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        .contains("Resumed    run has no whole checkpoint, so it begins at step 0");
    assertThat(hash("run")).isEqualTo(before);
  }

  @Test
  void checkpointsOfAnEarlierRunInTheFolderAreNotTakenForThoseOfANewOne() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    var checkpoints = new CheckpointFolder(folder.resolve("run"));
    byte[] before = Files.readAllBytes(checkpoints.all().getFirst().file());
    String endless = "train circle.csv --seed 2 --epochs 9999999 --checkpoint-every 9h --out run";
    var process = Cli.builder(folder, "org.jacobi.cli.Main", endless.split(" ")).start();
    var lines = process.inputReader();
    String line = lines.readLine();
    while (line != null && !line.startsWith("    1 ")) {
      line = lines.readLine();
    }
    process.destroyForcibly().waitFor();
    assertThat(record("run").integer("seed")).isEqualTo(2);
    assertThat(checkpoints.all()).isEmpty();
    var aside = new CheckpointFolder(folder.resolve("run/earlier-checkpoints"));
    assertThat(Files.readAllBytes(aside.all().getFirst().file())).isEqualTo(before);

    succeeds("train circle.csv --seed 2 --epochs 2 --out run");
    assertThat(checkpoints.all()).hasSize(1);
    assertThat(folder.resolve("run/earlier-checkpoints")).doesNotExist();
  }

  @Test
  void anotherProcessorIsSaidAndAllowed() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    Path file = folder.resolve("run/run.json");
    String text = Files.readString(file);
    String other = text.replaceFirst("(\"cpu_features\": )[^\n]*?(,?\n)", "$1\"none\"$2");
    assertThat(other).isNotEqualTo(text);
    Files.writeString(file, other);
    var result = jacobi("resume run --epochs 4");
    assertThat(result.code()).isZero();
    assertThat(result.err())
        .isEqualTo(
            "jacobi: this processor has other features than that of the run: the last bits may"
                + " differ\n");
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
  void fewerEpochsThanDoneAreRefusedAndChangeNothing() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    String record = Files.readString(folder.resolve("run/run.json"));
    var result = jacobi("resume run --epochs 2");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "jacobi: [resume] run/checkpoint-00000018.safetensors has 18 steps already, but the run"
                + " is to have 12: give as many or more\n");
    assertThat(Files.readString(folder.resolve("run/run.json"))).isEqualTo(record);
  }

  @Test
  void aScheduleThatFollowsTheEndIsNotStretchedSilently() throws Exception {
    succeeds("train circle.csv --epochs 3 --schedule cosine --out run");
    var result = jacobi("resume run --epochs 5");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("planned steps, which the schedule follows: 18 then, 30 now", "--force");
    succeeds("resume run --epochs 5 --force");
  }

  @Test
  void aRunThatDivergesAfterACheckpointKeepsItsRecord() throws Exception {
    var result =
        jacobi(
            "train circle.csv --optimizer sgd --lr 1e25 --epochs 50 --checkpoint-every 1 --out run");
    assertThat(result.code()).isEqualTo(1);
    assertThat(new CheckpointFolder(folder.resolve("run")).all()).isNotEmpty();
    assertThat(record("run").string("command")).startsWith("jacobi train circle.csv");
  }

  @Test
  void twoRunsAreComparedAndMadeAgain() throws Exception {
    succeeds("--debug train circle.csv --epochs 2 --out a");
    succeeds("train circle.csv --epochs 2 --threads 1 --out b");
    succeeds("train circle.csv --epochs 2 --optimizer rmsprop --out c");
    var same = succeeds("why a b").lines();
    assertThat(same)
        .contains("The run hash is the same at the end.")
        .last()
        .isEqualTo("The runs are the same.");
    var other = jacobi("why a c");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.lines())
        .contains("The run hash differs from epoch 1 on.")
        .anyMatch(line -> line.contains("configuration.optimizer"))
        .last()
        .isEqualTo("The runs differ.");
    assertThat(jacobi("why a/model.safetensors c/model.safetensors").code()).isEqualTo(1);
    succeeds("why a/model.safetensors b/model.safetensors");
    assertThat(succeeds("reproduce a --out d").lines()).contains("Reproduced: the same bits as a.");
    assertThat(succeeds("reproduce a/model.safetensors --out e").lines().getLast())
        .isEqualTo("Reproduced: the same bits as a/model.safetensors.");
    succeeds("resume a --epochs 3");
  }

  @Test
  void eachKindOfFileThatIsDamagedIsNamed() throws Exception {
    succeeds("train circle.csv --epochs 2 --out run");
    assertThat(succeeds("verify run").lines()).hasSize(5).last().isEqualTo("All whole.");
    for (String name :
        List.of(
            "model.safetensors", "checkpoint-00000012.safetensors", "metrics.jsonl", "run.json")) {
      Path file = folder.resolve("run/" + name);
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[1] ^= (byte) 0x80;
      Files.write(file, damaged);
      var result = jacobi("verify run");
      assertThat(result.code()).as(name).isEqualTo(1);
      assertThat(result.lines())
          .anyMatch(line -> line.startsWith(name) && line.contains("DAMAGED"))
          .last()
          .isEqualTo("1 of 4 files damaged.");
      Files.write(file, whole);
    }
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
