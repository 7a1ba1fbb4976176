package org.jacobi.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void aSectionIsReplacedAndTheRestStays() {
    String text = "a\n<!-- begin w1 -->\nold\n<!-- end w1 -->\nb <!-- begin w5 -->\n";
    assertThat(Report.replace(text, "w1", "new\n"))
        .isEqualTo("a\n<!-- begin w1 -->\n\nnew\n\n<!-- end w1 -->\nb <!-- begin w5 -->\n");
    assertThat(Report.replace(text, "w3", "new")).isEqualTo(text);
    assertThat(Report.replace(text, "w5", "new")).isEqualTo(text);
  }

  @Test
  void aTableIsAlignedNamesToTheLeftAndNumbersToTheRight() {
    var table = new Table("name", "setting", "µs");
    table.row("a", "one thread", "12345");
    assertThat(table.markdown())
        .isEqualTo(
            """
            | name | setting    |    µs |
            | ---- | ---------- | ----: |
            | a    | one thread | 12345 |
            """);
    assertThatThrownBy(() -> table.row("a")).hasMessageContaining("3 cells, not 1");
  }

  @Test
  void optionsNameWorkloadsByTheirBeginning() {
    var options = PeersOptions.parse(new String[] {"--workloads", "w3,w5", "--rounds", "3"});
    assertThat(options.workloads()).containsExactly(Workload.W3_1, Workload.W3_128, Workload.W5);
    assertThat(options.resources()).isFalse();
    assertThat(options.rounds()).isEqualTo(3);
    assertThatThrownBy(() -> PeersOptions.parse(new String[] {"--workloads", "w9"}))
        .hasMessageContaining("there is no workload w9");
  }
}
