package org.jacobi.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .hasMessage("--workloads must be of w1,w3,w5,resources, not w9");
  }

  @Test
  void wrongOptionsAreRefusedInOneLineEach() {
    assertRefused("--rounds must be a number from 1 on, not 0", "--rounds", "0");
    assertRefused("--rounds must be a number from 1 on, not abc", "--rounds", "abc");
    String rule = " must be a number of seconds such as 2 or 0.5, not ";
    assertRefused("--seconds" + rule + "0", "--seconds", "0");
    assertRefused("--warm" + rule + "-1", "--warm", "-1");
    assertRefused("--settings must be best, default or all, not foo", "--settings", "foo");
    assertRefused(
        "--peers must be of jacobi,libtorch,djl,dl4j,onnx, not jacobi,x", "--peers", "jacobi,x");
    assertRefused("--rounds needs a value; see ./bench/peers --help", "--rounds");
    assertRefused("there is no option foo; see ./bench/peers --help", "foo");
    assertThat(PeersOptions.parse(new String[] {"--warm", "0"}).warm()).isZero();
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> PeersOptions.parse(arguments)).hasMessage(message);
  }

  // ---- results ----

  private static final String PAGE = "<!-- begin w1 -->\n\nold\n\n<!-- end w1 -->\n";
  private static final String TABLE = "| a |\n| --- |\n| 1 |\n";

  private static final String NO_ROWS = "Kernels\n\n| a |\n| --- |\n\nbroken\n";

  @TempDir private Path folder;

  private String report() throws IOException {
    var bytes = new ByteArrayOutputStream();
    int code =
        Report.run(
            folder.resolve("results"),
            folder.resolve("page.md"),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return code + " " + bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutResultsThePageStaysAndOneLineSaysHowToMeasure() throws IOException {
    var page = Files.writeString(folder.resolve("page.md"), PAGE);
    String line =
        "2 bench: there are no results in "
            + folder.resolve("results")
            + "; measure first: ./bench/peers, ./bench/late or ./bench/kernel-report\n";
    assertThat(report()).isEqualTo(line);
    Files.createDirectory(folder.resolve("results"));
    assertThat(report()).isEqualTo(line);
    assertThat(page).hasContent(PAGE);
  }

  @Test
  void tablesWithoutRowsAreNotTakenOver() throws IOException {
    var page = Files.writeString(folder.resolve("page.md"), PAGE);
    var results = Files.createDirectory(folder.resolve("results"));
    Files.writeString(results.resolve("w1.md"), NO_ROWS);
    assertThat(report()).isEqualTo("0 w1: nothing was measured, not taken over\n");
    assertThat(page).hasContent(PAGE);
    Files.writeString(results.resolve("w1.md"), TABLE);
    assertThat(report()).isEqualTo("0 w1: written\n");
    assertThat(page).content().isEqualTo(PAGE.replace("old\n", TABLE));
  }

  @Test
  void resultsAreWrittenWhenTheRunIsOver() throws IOException {
    var place = folder.resolve("results");
    var results = new Results();
    assertThat(results.add("machine", "- Processor")).isTrue();
    assertThat(results.add("kernels", NO_ROWS)).isFalse();
    assertThat(results.add("w1", TABLE)).isTrue();
    assertThat(place).doesNotExist();
    results.write(place);
    assertThat(place.resolve("w1.md")).content().isEqualTo(TABLE);
    try (var files = Files.list(place)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("machine.md", "w1.md");
    }
  }

  @Test
  void aLossThatIsNoNumberIsADivergedTraining() {
    assertThat(Comparison.diverged("6861 NaN")).isTrue();
    assertThat(Comparison.diverged("6861 Infinity")).isTrue();
    assertThat(Comparison.diverged("6861 0.0312")).isFalse();
  }

  // ---- scripts ----

  private static String script(String... command) throws Exception {
    var process =
        new ProcessBuilder(command)
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + text;
  }

  @Test
  void scriptsHelpAndRefuseBeforeTheyBuild() throws Exception {
    for (String name : List.of("peers", "late", "kernel-report", "report")) {
      assertThat(script("./" + name, "--help"))
          .startsWith("0 ./bench/" + name)
          .doesNotContain("building");
    }
    assertThat(script("./report", "foo"))
        .isEqualTo("2 bench: there is no argument foo; see ./bench/report --help\n");
    assertThat(script("./kernel-report", "foo"))
        .isEqualTo("2 bench: there is no argument foo; see ./bench/kernel-report --help\n");
    for (String steps : List.of("0", "-1", "many", "99999999999")) {
      assertThat(script("./late", steps))
          .isEqualTo(
              "2 bench: STEPS must be a number from 1 on, not "
                  + steps
                  + "; see ./bench/late --help\n");
    }
  }
}
