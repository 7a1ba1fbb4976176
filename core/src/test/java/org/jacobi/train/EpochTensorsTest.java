package org.jacobi.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.fuzz.LittleMemory;
import org.jacobi.fuzz.Seals;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochTensorsTest {
  @TempDir Path folder;

  private static EpochRecord epoch(int number) {
    Scores some = new Scores(Task.REGRESSION, 0.1 * number, 1e-300);
    Scores odd = new Scores(Task.REGRESSION, Double.NaN, Double.POSITIVE_INFINITY);
    return new EpochRecord(
        number,
        3_000_000_000L * number,
        -0.0,
        number == 2 ? odd : some,
        number == 3 ? null : some,
        number == 3 ? odd : null,
        1.5,
        0.25,
        1e9,
        "%02x".formatted(number % 256).repeat(32));
  }

  private static List<EpochRecord> through(List<EpochRecord> epochs) {
    byte[] bytes = SafeTensors.toBytes(new TensorFile(EpochTensors.of(epochs)));
    return EpochTensors.read(SafeTensors.read(bytes, "t"), Task.REGRESSION, "t");
  }

  @Test
  void givesBackEachEpoch() {
    var epochs = IntStream.rangeClosed(1, 3).mapToObj(EpochTensorsTest::epoch).toList();
    assertThat(through(epochs)).isEqualTo(epochs);
    assertThat(through(List.of())).isEmpty();
  }

  /** As JSON they are more than one string may have after some 10,000 epochs. */
  @Test
  void aHundredThousandEpochsFit() {
    var epochs = IntStream.rangeClosed(1, 100_000).mapToObj(EpochTensorsTest::epoch).toList();
    assertThat(through(epochs).getLast()).isEqualTo(epochs.getLast());
  }

  /** With headers and texts in them at their limits, and as many epochs as there may be. */
  @Test
  void checkpointsAndModelsNeed64MiBOverTheirSize() throws Exception {
    String text = values(Json.MAX_TOKENS / 2 - 100);
    var names = new StringBuilder();
    for (int i = 0; i < Json.MAX_TOKENS / 15; i++) {
      names.append(",\"").append(i).append("\":{\"dtype\":\"U8\",\"shape\":[0],");
      names.append("\"data_offsets\":[0,0]}");
    }
    for (String key : List.of("jacobi", "jacobi.checkpoint")) {
      var metadata = Json.text(Map.of(key, text));
      byte[] header = ("{\"__metadata__\":" + metadata + names + "}").getBytes(UTF_8);
      Path file = folder.resolve(key.equals("jacobi") ? "model" : "checkpoint-text");
      Files.write(file, Seals.safetensors(header, new byte[0]));
    }
    var epochs = IntStream.rangeClosed(1, EpochTensors.MOST).mapToObj(EpochTensorsTest::epoch);
    var state =
        Map.of(
            "epochs_before",
            0,
            "steps_before",
            0,
            "step",
            1,
            "rate",
            "0.1",
            "seconds",
            0.5,
            "waiting_seconds",
            0.5,
            "best_epoch",
            1,
            "best_loss",
            "1.0");
    var json = Map.of("format", 2, "task", "regression", "state", state);
    Path longest = folder.resolve("checkpoint-long");
    var tensors = EpochTensors.of(epochs.toList());
    SafeTensors.write(
        longest, new TensorFile(tensors, Map.of(CheckpointFile.KEY, Json.text(json))));
    long mib = 1 << 20;
    long size = Files.size(longest);
    assertThat(LittleMemory.run(ReadFiles.class, folder, 64 * mib, size + mib))
        .contains("checkpoint-long: 200000 epochs\n")
        .endsWith("all read\n");
  }

  private static String values(int count) {
    var values = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      values
          .append(i == 0 ? "" : ",")
          .append('"')
          .append(Integer.toString(i, 36))
          .append("\":\"\"");
    }
    return values.append('}').toString();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var sound = EpochTensors.of(List.of(epoch(1), epoch(3)));
    refused(
        sound, "history/figures", NDArray.of(new double[4], 1, 4), "t: history/figures must be");
    refused(sound, "history/counts", NDArray.of(new long[] {1, 1, 0, 2}, 2, 2), "row 1 of");
    refused(sound, "history/counts", NDArray.of(new long[] {1, -1, 2, 2}, 2, 2), "row 0 of");
    refused(sound, "history/measured", NDArray.of(new byte[6], 2, 3), "row 0 of");
    var without = new LinkedHashMap<>(sound);
    without.remove("history/scores");
    assertThatThrownBy(() -> EpochTensors.read(new TensorFile(without), Task.REGRESSION, "t"))
        .isInstanceOf(DataException.class)
        .hasMessage("t: there is no tensor history/scores");
    double[] times = {0.1, Double.NaN, 1, 1, 0.1, 1, 1, 1};
    refused(sound, "history/figures", NDArray.of(times, 2, 4), "row 0 of");
    int tooMany = EpochTensors.MOST + 1;
    var counts = NDArray.of(new long[2 * tooMany], tooMany, 2);
    refused(sound, "history/counts", counts, "t: it holds 200001 epochs, more than 200000");
    assertThatThrownBy(() -> EpochTensors.of(Collections.nCopies(tooMany, epoch(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[checkpoint] it can hold 200000 epochs, and this run has 200001 by now");
  }

  private static void refused(
      Map<String, NDArray> sound, String name, NDArray tensor, String words) {
    var changed = new LinkedHashMap<>(sound);
    changed.put(name, tensor);
    assertThatThrownBy(() -> EpochTensors.read(new TensorFile(changed), Task.REGRESSION, "t"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(words);
  }
}
