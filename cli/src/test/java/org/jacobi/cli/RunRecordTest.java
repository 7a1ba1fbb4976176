package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.io.Json;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  @Test
  void figuresThatAreNotFiniteCanBeWritten() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("train_loss", 0.25);
    figures.put("test_loss", Double.POSITIVE_INFINITY);
    figures.put("test_rmse", Double.NaN);
    var record = new RunRecord(List.of("train", "a b.csv")).with(figures);
    var read = Json.parseObject(Json.indented(record), "the record");
    assertThat(read.string("command")).isEqualTo("jacobi train 'a b.csv'");
    assertThat(read.object("figures").toMap())
        .isEqualTo(Map.of("train_loss", 0.25, "test_loss", "Infinity", "test_rmse", "NaN"));
  }
}
