package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path place;

  private static EpochRecord epoch(int number, double loss) {
    return new EpochRecord(
        number,
        number * 5L,
        0.1,
        new Scores(Task.CLASSIFICATION, loss, 0.75),
        null,
        new Scores(Task.REGRESSION, 2.5, 1.5),
        0.5,
        0.25,
        200,
        "0a1b");
  }

  @Test
  void aFolderIsMadeWithAllThatIsAboveIt() throws IOException {
    var folder = new RunFolder(place.resolve("a/b/run"));
    assertThat(folder.path()).isEmptyDirectory();
    assertThat(folder.model()).isEqualTo(folder.path().resolve("model.safetensors"));
    assertThat(folder.metrics()).hasFileName("metrics.jsonl");
    assertThat(folder.record()).hasFileName("run.json");
    assertThat(folder.report()).hasFileName("report.html");
    Files.writeString(folder.path().resolve("mine.txt"), "stays");
    assertThat(new RunFolder(folder.path()).path().resolve("mine.txt")).hasContent("stays");
  }

  @Test
  void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(place.resolve("run"), "text");
    assertThatThrownBy(() -> new RunFolder(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[run folder] " + file + " is a file, not a folder; choose another place");
    assertThatThrownBy(() -> new RunFolder(file.resolve("below")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[run folder]")
        .hasMessageContaining("choose another place");
    assertThat(file).hasContent("text");
  }

  @Test
  void eachEpochIsALineAndAFreshStartForgetsTheLinesBefore() throws IOException {
    var folder = new RunFolder(place);
    folder.addMetrics(Map.of("old", true));
    folder.startMetrics();
    assertThat(folder.metrics()).isEmptyFile();
    folder.addMetrics(RunFolder.line(epoch(1, 0.5)));
    folder.addMetrics(RunFolder.line(epoch(2, 0.25)));
    var lines = Files.readAllLines(folder.metrics());
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .isEqualTo(
            "{\"event\":\"epoch\",\"epoch\":1,\"step\":5,\"rate\":0.1,\"train_loss\":0.5,"
                + "\"train_accuracy\":0.75,\"test_loss\":2.5,\"test_rmse\":1.5,\"run_hash\":\"0a1b\",\"seconds\":0.5,"
                + "\"waiting_seconds\":0.25,\"samples_per_second\":200.0}");
    assertThat(Json.parseObject(lines.get(1), "line 2").number("train_loss")).isEqualTo(0.25);
  }

  @Test
  void aFigureThatIsNotFiniteIsLeftOut() {
    var line = RunFolder.line(epoch(1, Double.NaN));
    var read = Json.parseObject(Json.text(line), "line");
    assertThat(read.has("train_loss")).isFalse();
    assertThat(read.number("train_accuracy")).isEqualTo(0.75);
  }

  @Test
  void theRecordIsReplacedAsAWhole() {
    var folder = new RunFolder(place);
    folder.writeRecord(Map.of("seed", 1L));
    folder.writeRecord(Map.of("seed", 2L));
    assertThat(Json.readObject(folder.record()).integer("seed")).isEqualTo(2);
    assertThat(place).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theEnvironmentSaysWhatARunDependsOn() {
    var map = Environment.toMap();
    assertThat(map)
        .containsOnlyKeys("jacobi", "java", "os", "cpu", "cpu_features", "processors", "kernels");
    assertThat(map.get("java")).isEqualTo(Runtime.version().toString());
    assertThat(Environment.version()).isNotEqualTo("unknown").doesNotContain("${");
  }
}
