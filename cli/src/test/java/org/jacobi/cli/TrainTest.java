package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    Cli.write(folder.resolve("circle.csv"), Samples.circle());
    Cli.write(folder.resolve("houses.csv"), Samples.houses());
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

  private static List<JsonObject> objects(Cli.Result result) {
    return result.lines().stream().map(line -> Json.parseObject(line, "output")).toList();
  }

  @Test
  void jsonIsOneObjectForEachEpochAndOneForTheEnd() throws Exception {
    var lines = objects(succeeds("train circle.csv --epochs 3 --json --out run"));
    assertThat(lines).hasSize(4);
    for (int i = 0; i < 3; i++) {
      assertThat(lines.get(i).keys())
          .containsExactly(
              "event",
              "epoch",
              "step",
              "rate",
              "train_loss",
              "train_accuracy",
              "test_loss",
              "test_accuracy",
              "run_hash",
              "seconds",
              "waiting_seconds",
              "samples_per_second");
      assertThat(lines.get(i).string("event")).isEqualTo("epoch");
      assertThat(lines.get(i).integer("epoch")).isEqualTo(i + 1);
    }
    assertThat(lines.get(3).keys())
        .containsExactly(
            "event",
            "ended",
            "epochs",
            "best_epoch",
            "train_loss",
            "train_accuracy",
            "test_loss",
            "test_accuracy",
            "run_hash",
            "seconds",
            "peak_memory_bytes",
            "run");
    assertThat(lines.get(3).string("event")).isEqualTo("end");
    assertThat(lines.get(3).string("ended")).isEqualTo("done");
    assertThat(lines.get(3).string("run")).isEqualTo("run");
    assertThat(lines.get(3).string("run_hash"))
        .isEqualTo(lines.get(2).string("run_hash"))
        .isNotEqualTo(lines.get(1).string("run_hash"))
        .matches("[0-9a-f]{64}");
    assertThat(lines.get(3).number("test_loss")).isEqualTo(lines.get(2).number("test_loss"));
  }

  @Test
  void metricsHoldTheSameLinesAsTheOutput() throws Exception {
    var result = succeeds("train circle.csv --epochs 2 --json --out run");
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).isEqualTo(result.out());
    assertThat(Cli.tree(folder.resolve("run")))
        .containsExactly(
            "",
            "checkpoint-00000012.safetensors",
            "metrics.jsonl",
            "model.safetensors",
            "report.html",
            "run.json");
  }

  @Test
  void aRegressionIsMeasuredInTheUnitsOfTheTarget() throws Exception {
    var lines = objects(succeeds("train houses.csv --epochs 60 --hidden 16 --lr 0.02 --json"));
    assertThat(lines.getFirst().keys()).contains("train_rmse", "test_rmse");
    assertThat(lines.getFirst().keys()).doesNotContain("train_accuracy", "test_accuracy");
    assertThat(lines.getFirst().number("test_rmse")).isGreaterThan(8000);
    assertThat(lines.getLast().number("train_rmse")).isBetween(100.0, 6000.0);
    var answer = objects(succeeds("predict runs/houses-1 houses.csv --json")).getFirst();
    assertThat(answer.number("value")).isBetween(10_000.0, 40_000.0);
    var measured = objects(succeeds("evaluate runs/houses-1 --json")).getFirst();
    assertThat(measured.number("rmse"))
        .isCloseTo(lines.getLast().number("test_rmse"), org.assertj.core.data.Offset.offset(1e-6));
  }

  @Test
  void aModelIsMeasuredAgainInAnotherProcessOnTheSameRows() throws Exception {
    var end =
        objects(succeeds("train circle.csv --epochs 60 --lr 0.02 --seed 5 --json --out run"))
            .getLast();
    var measured = objects(succeeds("evaluate run --json")).getFirst();
    assertThat(measured.integer("rows")).isEqualTo(12);
    assertThat(measured.number("accuracy")).isEqualTo(end.number("test_accuracy"));
    assertThat(measured.number("loss")).isEqualTo(end.number("test_loss"));
    Cli.write(folder.resolve("new.csv"), "y,x\n0,0\n-1,-1\n");
    var answers = objects(succeeds("predict run/model.safetensors new.csv --json"));
    assertThat(answers).extracting(a -> a.string("class")).containsExactly("in", "out");
    double sum =
        answers.getFirst().object("probabilities").number("in")
            + answers.getFirst().object("probabilities").number("out");
    assertThat(sum).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(succeeds("predict run new.csv --csv").lines().getFirst())
        .isEqualTo("y,x,predicted place,probability of in,probability of out");
    Cli.write(folder.resolve("circle.csv"), Samples.circle() + "0,0,in\n");
    var changed = jacobi("evaluate run");
    assertThat(changed.code()).isEqualTo(2);
    assertThat(changed.err()).contains("the file has changed since the training");
  }

  @Test
  void theSameSeedGivesTheSameModelAndAnotherOneAnother() throws Exception {
    succeeds("train circle.csv --epochs 2 --seed 3 --out a");
    succeeds("train circle.csv --epochs 2 --seed 3 --out b");
    succeeds("train circle.csv --epochs 2 --seed 4 --out c");
    assertThat(weights("a")).isEqualTo(weights("b"));
    assertThat(weights("a")).isNotEqualTo(weights("c"));
  }

  private List<Double> weights(String run) {
    var model = ModelFile.load(folder.resolve(run).resolve("model.safetensors")).model();
    return model.params().stream()
        .flatMap(param -> java.util.Arrays.stream(param.value().toDoubles()).boxed())
        .toList();
  }

  @Test
  void aTrainingGoesOnFromAModelAndLeavesWhatIsFrozen() throws Exception {
    succeeds("train circle.csv --epochs 2 --hidden 8 --out a");
    assertThat(succeeds("train circle.csv --epochs 2 --from a --freeze 0 --out b").out())
        .contains("42 parameters, 24 of them frozen");
    assertThat(Json.readObject(folder.resolve("b/run.json")).strings("frozen"))
        .containsExactly("0.weight", "0.bias");
    List<Double> a = weights("a");
    List<Double> b = weights("b");
    assertThat(b.subList(0, 24)).isEqualTo(a.subList(0, 24)); // 0.weight (8 × 2) and 0.bias
    assertThat(jacobi("train circle.csv --epochs 1 --from a --seed 2").err())
        .startsWith("jacobi: that model was trained on some of the rows that are for the test now");
    assertThat(b.subList(24, b.size())).doesNotContainAnyElementsOf(a.subList(24, a.size()));
  }

  @Test
  void stepsCountBatches() throws Exception {
    var lines = objects(succeeds("train circle.csv --steps 9 --batch-size 8 --json"));
    assertThat(lines).extracting(l -> l.string("event")).containsExactly("epoch", "epoch", "end");
    assertThat(lines.get(1).integer("step")).isEqualTo(9);
  }

  @Test
  void aValidationPartChoosesTheEpoch() throws Exception {
    var lines =
        objects(
            succeeds(
                "train circle.csv --epochs 200 --early-stop 2 --lr 0.3 --validation 0.25 --json"));
    var end = lines.getLast();
    assertThat(end.string("ended")).isEqualTo("early_stop");
    int best = end.integer("best_epoch", 1, 200);
    assertThat(lines.size() - 1).isEqualTo(best + 2);
    double least =
        lines.subList(0, lines.size() - 1).stream()
            .mapToDouble(line -> line.number("validation_loss"))
            .min()
            .orElseThrow();
    assertThat(end.number("validation_loss")).isEqualTo(least);
    assertThat(end.number("test_loss")).isEqualTo(lines.get(best - 1).number("test_loss"));
    assertThat(objects(succeeds("evaluate runs/circle-1 --json")).getFirst().number("loss"))
        .isEqualTo(end.number("test_loss"));
  }

  @Test
  void foldsGiveMeanAndDeviationAndNoModel() throws Exception {
    var lines = objects(succeeds("train circle.csv --folds 3 --epochs 2 --json --out run"));
    var folds = lines.stream().filter(l -> l.string("event").equals("fold")).toList();
    assertThat(folds).extracting(l -> l.integer("fold")).containsExactly(1L, 2L, 3L);
    double mean =
        folds.stream().mapToDouble(l -> l.number("test_accuracy")).average().orElseThrow();
    double squares =
        folds.stream().mapToDouble(l -> Math.pow(l.number("test_accuracy") - mean, 2)).sum();
    var end = lines.getLast();
    assertThat(end.number("test_accuracy")).isEqualTo(mean);
    assertThat(end.number("test_accuracy_deviation"))
        .isCloseTo(Math.sqrt(squares / 2), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(Cli.tree(folder.resolve("run"))).containsExactly("", "metrics.jsonl", "run.json");
    var predicted = jacobi("predict run circle.csv");
    assertThat(predicted.err())
        .isEqualTo(
            "jacobi: run holds no model: a cross-validation leaves none; train without --folds\n");
  }

  @Test
  void oneOutputWithASigmoidAndSquaredErrorsTellsTwoClassesApart() throws Exception {
    succeeds(
        "train circle.csv --hidden 8:sigmoid,4:relu:0.2 --output sigmoid --loss mse --scaling minmax"
            + " --optimizer adam --lr 0.05 --epochs 2 --test 0.3 --out run");
    assertThat(ModelFile.load(folder.resolve("run/model.safetensors")).model().toString())
        .isEqualTo(
            "Sequential(Linear(2 → 8, bias), Sigmoid, Linear(8 → 4, bias), ReLU, Dropout(0.2),"
                + " Linear(4 → 1, bias), Sigmoid)");
    var answer = objects(succeeds("predict run circle.csv --json")).getFirst();
    assertThat(answer.object("probabilities").keys()).containsExactly("in", "out");
  }

  @Test
  void everySettingReachesTheTraining() throws Exception {
    succeeds(
        "train circle.csv --hidden 8 --activation tanh --no-bias --batch-norm --dropout 0.1"
            + " --init xavier-normal --optimizer nesterov --lr 0.04 --momentum 0.8"
            + " --schedule cosine --weight-decay 0.01 --l2 0.002 --clip-norm 3 --batch-size 7"
            + " --epochs 2 --validation 0.2 --seed 9 --loss nll --out run");
    var record = Json.readObject(folder.resolve("run/run.json"));
    assertThat(record.strings("layers"))
        .containsExactly(
            "Linear(2 → 8)",
            "BatchNorm1d(8)",
            "Tanh",
            "Dropout(0.1)",
            "Linear(8 → 2)",
            "LogSoftmax");
    var settings = record.object("configuration");
    assertThat(settings.object("optimizer").toMap())
        .containsAllEntriesOf(
            Map.of(
                "type", "NesterovSGD",
                "rate", 0.04,
                "momentum", 0.8,
                "weightDecay", 0.01,
                "clipNorm", 3.0,
                "schedule", "cosine"));
    assertThat(settings.string("penalty")).isEqualTo("L2(0.002)");
    assertThat(settings.integer("batch_size")).isEqualTo(7);
    assertThat(settings.integer("epochs")).isEqualTo(2);
    assertThat(record.integer("seed")).isEqualTo(9);
    assertThat(record.object("data").object("rows").toMap())
        .isEqualTo(Map.of("train", 36L, "validation", 12L, "test", 12L));
    assertThat(record.object("data").objects("files").getFirst().string("sha256"))
        .isEqualTo(org.jacobi.data.Sha256.of(folder.resolve("circle.csv")));
    assertThat(record.object("environment").keys()).contains("jacobi", "java", "cpu");
  }

  @Test
  void theRecordAndTheReportSayHowItWasComputed() throws Exception {
    succeeds("train circle.csv --epochs 1 --precision bf16 --threads 3 --out run");
    var record = Json.parseObject(Files.readString(folder.resolve("run/run.json")), "run.json");
    assertThat(record.object("configuration").string("precision")).isEqualTo("bf16");
    String kernels = record.object("environment").string("kernels");
    assertThat(kernels).startsWith("reference");
    assertThat(record.object("environment").integer("threads")).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains(kernels + "; bf16; threads: 3");
  }

  @Test
  void aPlanThatDoesNotFitIsPrintedAndThenRefusedAsTheRunItself() throws Exception {
    String tooLittle = "train digits --hidden 64 --memory 6m --out run";
    var plan = jacobi(tooLittle + " --plan");
    var run = jacobi(tooLittle);
    assertThat(run.code()).isNotZero();
    assertThat(run.err()).startsWith("jacobi: [memory] this run needs ").hasLineCount(1);
    assertThat(plan.code()).isEqualTo(run.code());
    assertThat(plan.err()).isEqualTo(run.err());
    assertThat(plan.out()).contains("the data sets", "together");
    var json = jacobi(tooLittle + " --plan --json");
    assertThat(json.code()).isEqualTo(run.code());
    assertThat(json.out()).startsWith("{\"event\":\"plan\"").hasLineCount(1);
    assertThat(folder.resolve("run/model.safetensors")).doesNotExist();
  }

  @Test
  void aDivergedTrainingSaysWhereAndLeavesNothing() throws Exception {
    List<String> before = Cli.tree(folder);
    var result = jacobi("train houses.csv --optimizer sgd --lr 1e30 --out deep/run");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("jacobi: [trainer] the loss is ")
        .contains("Try a smaller learning rate")
        .hasLineCount(1);
    assertThat(Cli.tree(folder)).isEqualTo(before);
  }

  @Test
  void aFailedTrainingLeavesAnEarlierRunAsItWas() throws Exception {
    succeeds("train houses.csv --epochs 1 --out run");
    String before = Files.readString(folder.resolve("run/metrics.jsonl"));
    List<Double> weights = weights("run");
    assertThat(jacobi("train houses.csv --optimizer sgd --lr 1e30 --out run").code()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).isEqualTo(before);
    assertThat(weights("run")).isEqualTo(weights);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsOneLineAndNothingHalfWritten() throws Exception {
    List<String> before = Cli.tree(folder);
    var java =
        Cli.builder(
            folder, "org.jacobi.cli.Main", "train", "circle.csv", "--epochs", "1", "--out", "run");
    // A limit on the size of files stands in for a disk with little space.
    String limited = "ulimit -f 2; exec \"$@\"";
    List<String> command = new java.util.ArrayList<>(List.of("bash", "-c", limited, "limited"));
    command.addAll(java.command());
    Path err = Files.createTempFile("full", ".err");
    int code =
        java.command(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start()
            .waitFor();
    assertThat(Files.readString(err))
        .isEqualTo(
            "jacobi: no checkpoint could be written, and the training goes on:"
                + " run/checkpoint-00000006.safetensors: writing failed (File too large).\n"
                + "jacobi: run/model.safetensors: writing failed (File too large).\n");
    assertThat(code).isEqualTo(2);
    assertThat(Cli.tree(folder)).isEqualTo(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anInterruptionLeavesACompleteModelAndSaysWhere() throws Exception {
    var process =
        Cli.builder(
                folder,
                "org.jacobi.cli.Main",
                "train",
                "circle.csv",
                "--epochs",
                "1000000",
                "--out",
                "run")
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith("    3 ")) {
      line = out.readLine();
    }
    boolean ignored = ignoresInterrupts(process.pid());
    String signal = ignored ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    String rest = String.join("\n", out.lines().toList());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ignored ? 143 : 130);
    assertThat(rest)
        .containsPattern("Stopped after \\d[\\d,]* of 6,000,000 steps")
        .contains("Model      run/model.safetensors");
    assertThat(Json.readObject(folder.resolve("run/run.json")).object("figures").string("ended"))
        .isEqualTo("stopped");
    succeeds("predict run circle.csv");
  }

  /** A process that was started in the background by a shell has inherited to ignore Ctrl-C. */
  static boolean ignoresInterrupts(long pid) throws Exception {
    String mask =
        Files.readString(Path.of("/proc/" + pid + "/status"))
            .lines()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask.substring(7).strip(), 16) & 2) != 0;
  }

  @Test
  void peopleGetPlainLinesWhereTheOutputIsNoTerminal() throws Exception {
    var lines = succeeds("train circle.csv --epochs 2").lines();
    assertThat(lines.getFirst()).isEqualTo("Data       circle: 48 rows to train on, 12 to test on");
    assertThat(lines).anyMatch(line -> line.matches(" {4}2 +0\\.\\d{4} +\\d+\\.\\d\\d % .*"));
    assertThat(lines)
        .anyMatch(
            line -> line.matches("It classifies \\d+\\.\\d\\d % of the 12 test rows correctly\\."))
        .contains("Model      runs/circle-1/model.safetensors");
    assertThat(String.join("", lines)).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void irisIsLearntWithDefaultsAndMeasuredFromItsRecord() throws Exception {
    var end =
        objects(Cli.run(folder, "train", "iris", "--json", "--data", System.getenv("JACOBI_DATA")))
            .getLast();
    assertThat(end.number("test_accuracy")).isGreaterThanOrEqualTo(0.9);
    var measured = objects(succeeds("evaluate runs/iris-1 --json")).getFirst();
    assertThat(measured.integer("rows")).isEqualTo(30);
    assertThat(measured.number("accuracy")).isEqualTo(end.number("test_accuracy"));
  }
}
