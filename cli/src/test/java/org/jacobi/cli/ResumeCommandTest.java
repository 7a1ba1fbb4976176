package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  void whatIsMissingIsNotWhole() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    Files.delete(folder.resolve("run/model.safetensors"));
    var result = jacobi("verify run");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .containsPattern("model\\.safetensors +DAMAGED +is missing")
        .contains("1 of 5 files damaged.");
    Files.delete(folder.resolve("run/run.json"));
    assertThat(jacobi("verify run").out()).containsPattern("run\\.json +DAMAGED +is missing");
  }

  @Test
  void theRecordKeepsWhenTheRunBegan() throws Exception {
    succeeds("train circle.csv --epochs 3 --out run");
    String began = record("run").string("started");
    Thread.sleep(1100); // the time has whole seconds
    succeeds("resume run --epochs 4");
    assertThat(record("run").string("started")).isEqualTo(began);
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
  void anotherSeedIsOneCause() throws Exception {
    succeeds("train circle.csv --epochs 1 --out a");
    succeeds("train circle.csv --epochs 1 --seed 2 --out b");
    assertThat(jacobi("why a b").lines())
        .contains("  seed: 1 | 2")
        .noneMatch(line -> line.contains("configuration.seed"));
  }

  @Test
  void aRunThatWasKilledWhileItWroteIsComparedByItsWholeLines() throws Exception {
    succeeds("train circle.csv --epochs 2 --out a");
    succeeds("train circle.csv --epochs 2 --out b");
    Path metrics = folder.resolve("b/metrics.jsonl");
    String whole = Files.readString(metrics);
    List<String> lines = whole.lines().toList();
    for (String torn : List.of("{", "{\"event\":\"ep")) {
      Files.writeString(metrics, lines.get(0) + "\n" + lines.get(1) + "\n" + torn);
      assertThat(succeeds("why a b").lines()).contains("The run hash is the same in 2 epochs.");
    }
    Files.writeString(metrics, lines.get(0) + "\n" + lines.get(1));
    assertThat(succeeds("why a b").lines()).contains("The run hash is the same in 2 epochs.");
    Files.writeString(metrics, lines.get(0) + "\n{\"event\":\"ep\n" + lines.get(1) + "\n");
    var result = jacobi("why a b");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("metrics.jsonl, line 2");
  }

  @Test
  void foldsAreComparedEachWithItsOwn() throws Exception {
    succeeds("train circle.csv --epochs 3 --folds 2 --out a");
    succeeds("train circle.csv --epochs 3 --folds 2 --out b");
    assertThat(succeeds("why a b").lines())
        .contains(
            "Fold 1: the run hash is the same in 3 epochs.",
            "Fold 2: the run hash is the same in 3 epochs.");
    Path metrics = folder.resolve("b/metrics.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(metrics));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("{\"event\":\"epoch\",\"fold\":2,\"epoch\":2,")) {
        lines.set(i, lines.get(i).replaceFirst("\"run_hash\":\"....", "\"run_hash\":\"zzzz"));
      }
    }
    Files.write(metrics, lines);
    var other = jacobi("why a b");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.lines())
        .contains("Fold 1: the run hash is the same in 3 epochs.")
        .anyMatch(line ->
            line.matches(
                "Fold 2: the run hash is the same up to epoch 1 \\(step \\d+\\) and differs from"
                    + " epoch 2 on\\."));
    succeeds("train circle.csv --epochs 3 --out c");
    assertThat(jacobi("why a c").lines()).contains("The first has 2 folds, the second no folds.");
  }

  @Test
  void withoutHashesItCannotBeKnownWhetherRunsAreTheSame() throws Exception {
    succeeds("train circle.csv --epochs 2 --checkpoint-every never --out a");
    succeeds("train circle.csv --epochs 2 --checkpoint-every never --seed 2 --out b");
    for (String run : List.of("a", "b")) {
      for (String name : List.of("metrics.jsonl", "run.json")) {
        Path file = folder.resolve(run + "/" + name);
        String text = Files.readString(file);
        Files.writeString(
            file, text.replaceAll("\"run_hash\"(\\s*:\\s*)\"[^\"]*\"", "\"other\"$1\"\""));
      }
    }
    var result = jacobi("why a b");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.lines())
        .contains(
            "The run hash of epoch 1 is missing, so that it cannot be known whether it is the same.")
        .last()
        .isEqualTo("There is nothing by which the runs could be compared.");
    Path metrics = folder.resolve("b/metrics.jsonl");
    Files.write(metrics, Files.readAllLines(metrics).subList(0, 1));
    assertThat(jacobi("why a b").lines())
        .contains("The first run has 2 epochs, the second 1.")
        .last()
        .isEqualTo("The runs differ.");
  }

  @Test
  void aRunIsMadeAgainFromAnotherFolder() throws Exception {
    succeeds("train circle.csv --epochs 1 --out first");
    succeeds("train circle.csv --from first --epochs 1 --out run");
    Path other = Files.createDirectory(folder.resolve("other"));
    var result = Cli.run(other, "reproduce", "../run", "--out", "again");
    assertThat(result.err()).isEmpty();
    assertThat(result.lines()).contains("Reproduced: the same bits as ../run.");
    assertThat(Json.readObject(other.resolve("again/run.json")).strings("arguments"))
        .contains(folder.toRealPath().resolve("circle.csv").toString());
    Files.move(folder.resolve("circle.csv"), folder.resolve("gone.csv"));
    var lost = Cli.run(other, "reproduce", "../run", "--out", "never");
    assertThat(lost.code()).isEqualTo(2);
    assertThat(lost.err())
        .isEqualTo(
            "jacobi: ../run was made from circle.csv, which lies neither here nor in "
                + folder.toRealPath()
                + ", where it was made\n");
    Files.copy(folder.resolve("gone.csv"), other.resolve("circle.csv"));
    assertThat(Cli.run(other, "reproduce", "../run", "--out", "here").lines())
        .contains("Reproduced: the same bits as ../run.");
  }

  @Test
  void onlyWordsThatNameFilesAreLookedForInTheOldFolder() {
    String there = folder.resolve("circle.csv").toString();
    var record = JsonObject.of(Map.of("directory", folder.toString()), "a record");
    var line = List.of("train", "--target", "circle.csv", "circle.csv", "--epochs", "3");
    assertThat(RunFiles.found("run", record, line))
        .containsExactly("train", "--target", "circle.csv", there, "--epochs", "3");
    var known = List.of("train", "iris", "--data", "circle.csv");
    assertThat(RunFiles.found("run", record, known))
        .containsExactly("train", "iris", "--data", there);
    var old = JsonObject.of(Map.of(), "a record");
    assertThat(RunFiles.found("run", old, line)).isEqualTo(line);
  }

  @Test
  void eachKindOfFileThatIsDamagedIsNamed() throws Exception {
    succeeds("train circle.csv --epochs 2 --out run");
    assertThat(succeeds("verify run").lines())
        .containsExactly(
            "checkpoint-00000012.safetensors  whole     23 tensors",
            "metrics.jsonl                    whole     3 lines",
            "model.safetensors                whole     6 tensors",
            "report.html                      whole",
            "run.json                         whole",
            "All whole.");
    assertThat(succeeds("verify run/run.json").lines())
        .containsExactly("run.json  whole", "All whole.");
    assertThat(succeeds("verify --json run/metrics.jsonl").out()).contains("\"state\":\"whole\"");
    for (String name :
        List.of(
            "model.safetensors",
            "checkpoint-00000012.safetensors",
            "metrics.jsonl",
            "report.html",
            "run.json")) {
      Path file = folder.resolve("run/" + name);
      byte[] whole = Files.readAllBytes(file);
      // A change of one bit that leaves the text a text, and one that does not.
      for (int at : new int[] {whole.length / 2, 1}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (at == 1 ? 0x80 : 1);
        Files.write(file, damaged);
        var result = jacobi("verify run");
        assertThat(result.code()).as(name).isEqualTo(1);
        assertThat(result.lines())
            .anyMatch(line -> line.startsWith(name) && line.contains("DAMAGED"))
            .last()
            .isEqualTo("1 of 5 files damaged.");
      }
      Files.write(file, whole);
    }
  }

  /** While a run goes on its figures grow, and no sum is known. */
  @Test
  void whatHasNoSumIsOnlyReadable() throws Exception {
    succeeds("train circle.csv --epochs 2 --out run");
    var record = new LinkedHashMap<>(Json.readObject(folder.resolve("run/run.json")).toMap());
    record.remove("sums");
    record.remove("sum");
    Files.writeString(folder.resolve("run/run.json"), Json.text(record));
    assertThat(succeeds("verify run").lines())
        .contains(
            "metrics.jsonl                    readable  3 lines",
            "run.json                         readable",
            "Nothing damaged; what is only readable carries no sums.");
    assertThat(succeeds("verify run/run.json").lines())
        .containsExactly(
            "run.json  readable", "All readable; there are no sums to hold them against.");
  }

  @Test
  void dataWithAnotherContentIsRefusedBeforeTheTraining() throws Exception {
    succeeds("train circle.csv --epochs 2 --out run");
    Path file = folder.resolve("circle.csv");
    Files.writeString(file, Files.readString(file) + "0.1,0.1,in\n");
    var result = jacobi("reproduce run --out again");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "jacobi: circle.csv is not the file that the run was made from, which had another"
                + " SHA-256; the run cannot be made again without it\n");
    assertThat(folder.resolve("again")).doesNotExist();
  }

  @Test
  void twoProcessesDoNotTrainIntoOneFolder() throws Exception {
    String endless = "train circle.csv --epochs 9999999 --checkpoint-every 9h --out run";
    var process = Cli.builder(folder, "org.jacobi.cli.Main", endless.split(" ")).start();
    try {
      var lines = process.inputReader();
      String line = lines.readLine();
      while (line != null && !line.startsWith("    1 ")) {
        line = lines.readLine();
      }
      byte[] record = Files.readAllBytes(folder.resolve("run/run.json"));
      String words = "jacobi: another process is training in run; wait until it ends, or choose";
      for (String second : List.of("train circle.csv --epochs 1 --out run", "resume run")) {
        var result = jacobi(second);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith(words);
      }
      assertThat(Files.readAllBytes(folder.resolve("run/run.json"))).isEqualTo(record);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("run/.lock")).exists(); // which nobody holds any more
    succeeds("train circle.csv --epochs 1 --out run");
    assertThat(folder.resolve("run/.lock")).doesNotExist();
  }

  @Test
  void aCrossValidationIsWhole() throws Exception {
    succeeds("train circle.csv --epochs 1 --folds 2 --out folds");
    assertThat(succeeds("verify folds").lines())
        .containsExactly("metrics.jsonl  whole     5 lines", "run.json       whole", "All whole.");
  }

  @Test
  void aRunInAFolderThatCannotBeWrittenToIsVerified() throws Exception {
    succeeds("train circle.csv --epochs 1 --out run");
    assumeTrue(folder.resolve("run").toFile().setWritable(false));
    try {
      assertThat(succeeds("verify run").lines()).last().isEqualTo("All whole.");
    } finally {
      folder.resolve("run").toFile().setWritable(true);
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
