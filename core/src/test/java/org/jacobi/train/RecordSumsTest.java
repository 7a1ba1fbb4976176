package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.data.DataException;
import org.jacobi.io.Json;
import org.jacobi.train.RecordSums.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSumsTest {
  @TempDir Path place;

  private RunFolder folder;

  @BeforeEach
  void finishedRun() {
    folder = new RunFolder(place);
    folder.startMetrics();
    folder.addMetrics(Map.of("event", "end"));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("seed", 1L);
    record.put("zeros", "0".repeat(64));
    folder.writeEnd(record);
  }

  @Test
  void whatWasWrittenIsWhole() throws IOException {
    assertThat(RecordSums.of(folder.record())).isEqualTo(Verdict.WHOLE);
    assertThat(RecordSums.of(folder.metrics())).isEqualTo(Verdict.WHOLE);
    assertThat(Json.readObject(folder.record()).object("sums").keys())
        .containsExactly("metrics.jsonl");
    Path other = Files.writeString(place.resolve("other.json"), "{}");
    assertThat(RecordSums.of(other)).isEqualTo(Verdict.UNKNOWN);
    folder.writeRecord(Map.of("seed", 1L));
    assertThat(RecordSums.of(folder.record())).isEqualTo(Verdict.WHOLE);
    assertThat(RecordSums.of(folder.metrics())).isEqualTo(Verdict.UNKNOWN);
  }

  /** Each change of a bit that leaves it JSON. */
  @Test
  void anyOtherBitIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(folder.record());
    int json = 0;
    for (int i = 0; i < 8 * whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i / 8] ^= (byte) (1 << i % 8);
      Files.write(folder.record(), changed);
      try {
        Verdict verdict = RecordSums.of(folder.record());
        json++;
        boolean hasNoSum = !Json.readObject(folder.record()).has("sum");
        assertThat(verdict).isEqualTo(hasNoSum ? Verdict.UNKNOWN : Verdict.DAMAGED);
        // Whose fault that is, is not known then.
        assertThat(RecordSums.of(folder.metrics())).isEqualTo(Verdict.UNKNOWN);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("run.json");
      }
    }
    assertThat(json).isGreaterThan(500);
  }

  @Test
  void figuresThatChangedAreFound() {
    folder.addMetrics(Map.of("event", "end"));
    assertThat(RecordSums.of(folder.metrics())).isEqualTo(Verdict.DAMAGED);
  }

  @Test
  void sumsInOtherWordsAreNotBelieved() throws IOException {
    for (String sum :
        new String[] {"\"\"", "\"0\"", "\"\\u0061" + "a".repeat(63) + "\"", "\"\\\"\""}) {
      Files.writeString(folder.record(), "{\"sum\": " + sum + "}");
      assertThat(RecordSums.of(folder.record())).as(sum).isEqualTo(Verdict.DAMAGED);
    }
    Files.writeString(folder.record(), "{\"sum\": 1}");
    assertThatThrownBy(() -> RecordSums.of(folder.record())).isInstanceOf(DataException.class);
  }

  @Test
  void devicesAreNotRead() throws IOException {
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      Files.delete(folder.metrics());
      Files.createSymbolicLink(folder.metrics(), device);
      assertThatThrownBy(() -> RecordSums.of(folder.metrics()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("not a regular file");
    }
  }
}
