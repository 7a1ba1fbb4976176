package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What predict and evaluate say of data that differs from that of the training. */
class ContractCommandsTest {
  private static final String DIFFERENT =
      """
      note,town,age,buys
      a,Bern,20,no
      b,Ulm,412,yes
      c,Graz,,no
      d,Ulm,-500,yes
      """;

  private static final String BLOCK =
      """
      jacobi: new.csv differs from the data of the training (--strict refuses that):
        the column "size" is missing; in each row it counts as 4
        the column "note" was not there in the training; it is ignored
        1 of 4 rows: "age" is missing, which it never was in the training: in line 4; it counts as 36.5
        2 of 4 rows: "age" is far outside of 17…90, the farthest -500 in line 5
        2 of 4 rows: "town" is a category that the training had not, the first "Ulm" in line 3; it counts as none of the known ones
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void model() throws Exception {
    var text = new StringBuilder("age,size,town,buys\n");
    int[] ages = {17, 90, 40, 33};
    for (int i = 0; i < 40; i++) {
      text.append(ages[i % 4]).append(',').append(i % 5 == 0 ? "" : 2 + 2 * (i % 3)).append(',');
      text.append(i % 2 == 0 ? "Bern" : "Graz").append(i % 4 < 2 ? ",no\n" : ",yes\n");
    }
    Cli.write(folder.resolve("people.csv"), text.toString());
    Cli.write(folder.resolve("new.csv"), DIFFERENT);
    Cli.write(folder.resolve("same.csv"), "town,size,age\nBern,2,17\nGraz,,90\n");
    var trained = Cli.run(folder, "train people.csv --hidden 3 --epochs 1 --out run".split(" "));
    assertThat(trained.err()).isEmpty();
  }

  private static Cli.Result jacobi(String command) throws Exception {
    return Cli.run(folder, command.split(" "));
  }

  @Test
  void differencesAreCountedOnceAndPredictedWith() throws Exception {
    var result = jacobi("predict run new.csv");
    assertThat(result.err()).isEqualTo(BLOCK);
    assertThat(result.code()).isZero();
    assertThat(result.lines()).hasSize(4);
    var json = jacobi("predict run new.csv --json");
    assertThat(json.err()).isEqualTo(BLOCK);
    assertThat(json.lines()).hasSize(4).allMatch(line -> Json.parseObject(line, "").has("class"));
    var csv = jacobi("predict run new.csv --csv");
    assertThat(csv.lines().get(2)).startsWith("b,Ulm,412,yes,");
  }

  @Test
  void strictRefusesThemInOneLineBeforeAnythingIsPredicted() throws Exception {
    for (String command : List.of("predict run new.csv", "evaluate run new.csv --json")) {
      var result = jacobi(command + " --strict");
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .isEqualTo(
              "jacobi: --strict: new.csv differs from the data of the training: the column \"size\""
                  + " is missing; the column \"note\" was not there in the training; 1 of 4 rows:"
                  + " \"age\" is missing, which it never was in the training: in line 4; 2 of 4 rows:"
                  + " \"age\" is far outside of 17…90, the farthest -500 in line 5; 2 of 4 rows:"
                  + " \"town\" is a category that the training had not, the first \"Ulm\" in line 3\n");
    }
  }

  @Test
  void strictTakesATableThatKeepsTheContract() throws Exception {
    var result = jacobi("predict run same.csv --strict");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo(jacobi("predict run same.csv").out()).hasLineCount(2);
    assertThat(jacobi("evaluate run --strict").code()).isZero();
  }

  @Test
  void evaluateCountsThemForProgramsToo() throws Exception {
    var result = jacobi("evaluate run new.csv --json");
    assertThat(result.err()).isEqualTo(BLOCK);
    var contract = Json.parseObject(result.out().strip(), "").object("contract");
    assertThat(contract.toMap().get("kept")).isEqualTo(false);
    assertThat(contract.integer("rows")).isEqualTo(4);
    assertThat(contract.objects("breaches"))
        .extracting(
            breach -> breach.string("rule"),
            breach -> breach.string("column"),
            breach -> breach.integer("rows"),
            breach -> breach.has("line") ? breach.integer("line") : 0L,
            breach -> breach.string("example", "none"))
        .containsExactly(
            tuple("missing_column", "size", 4L, 0L, "none"),
            tuple("extra_column", "note", 4L, 0L, "none"),
            tuple("missing_value", "age", 1L, 4L, ""),
            tuple("far_outside", "age", 2L, 5L, "-500"),
            tuple("new_category", "town", 2L, 3L, "Ulm"));
    var own = jacobi("evaluate run --json");
    assertThat(own.err()).isEmpty();
    assertThat(Json.parseObject(own.out().strip(), "").object("contract").toMap())
        .isEqualTo(Map.of("kept", true, "rows", 8L, "breaches", List.of()));
  }

  @Test
  void whatCannotBeComputedWithIsOneLineWithoutWarnings() throws Exception {
    Cli.write(folder.resolve("old.csv"), "age,size,town,more\nold,2,Ulm,1\n");
    var text = jacobi("predict run old.csv");
    assertThat(text.code()).isEqualTo(2);
    assertThat(text.err())
        .isEqualTo("jacobi: old.csv, line 2, column 1 \"age\": \"old\" is not a number\n");
    Cli.write(folder.resolve("bare.csv"), "size,town\n2,Bern\n");
    var column = jacobi("predict run bare.csv");
    assertThat(column.code()).isEqualTo(2);
    assertThat(column.err())
        .isEqualTo(
            "jacobi: bare.csv: the columns must be those that were fitted on. \"age\" is missing.\n");
  }

  @Test
  void manyDifferencesAreCutAndFilesAreNamed() throws Exception {
    var names = new StringBuilder("town,size,age");
    for (int i = 1; i <= 12; i++) {
      names.append(",extra").append(i);
    }
    Cli.write(folder.resolve("wide.csv"), names + "\nBern,2,20" + ",1".repeat(12) + "\n");
    var result = jacobi("predict run same.csv wide.csv");
    assertThat(result.lines()).hasSize(3);
    assertThat(result.err().lines())
        .hasSize(10)
        .startsWith(
            "jacobi: some of 2 files differ from the data of the training (--strict refuses that):",
            "  wide.csv, the column \"extra1\" was not there in the training; it is ignored")
        .endsWith("  and 4 more");
    var strict = jacobi("predict run same.csv wide.csv --strict");
    assertThat(strict.code()).isEqualTo(2);
    assertThat(strict.err()).hasLineCount(1).endsWith("; and 4 more\n");
  }

  @Test
  void inspectShowsTheColumns() throws Exception {
    // 8 of 40 rows are for the test, 2 of each age: mean 45, deviation √744.5.
    assertThat(jacobi("inspect run").lines())
        .containsSequence(
            "  column  type      seen in the training  a missing value                   as a feature",
            "  age     number    17…90                 never was; counts as 36.5         standard: (x − 45) / 27.2855")
        .containsSequence(
            "  town    category  2: \"Bern\", \"Graz\"     never was; counts as no category  one-hot",
            "",
            "  missing are empty fields, \"?\", \"N/A\", \"NA\", \"NaN\", \"nan\", \"null\"")
        .anyMatch(
            line -> line.startsWith("  size    number    2…6                   counts as 4  "));
  }

  @Test
  @SuppressWarnings("unchecked") // what Json gave
  void aModelFromBeforeRangesWereKeptIsUsedWithoutThem() throws Exception {
    var content = SafeTensors.read(folder.resolve("run/model.safetensors"));
    var map = Json.parseObject(content.metadata().get("jacobi"), "").toMap();
    var input = new LinkedHashMap<>((Map<String, Object>) map.get("input"));
    var table = new LinkedHashMap<>((Map<String, Object>) input.get("table"));
    table.put(
        "features",
        ((List<Map<String, Object>>) table.get("features"))
            .stream()
                .map(feature -> {
                  var older = new LinkedHashMap<>(feature);
                  if (feature.get("kind").equals("number")) {
                    assertThat(older.keySet()).contains("min", "max", "missing");
                    older.keySet().removeAll(List.of("min", "max", "missing"));
                  }
                  return older;
                })
                .toList());
    input.put("table", table);
    Map<String, Object> changed = new LinkedHashMap<>();
    map.forEach((key, value) -> changed.put(key, key.equals("input") ? input : value));
    SafeTensors.write(
        folder.resolve("older.safetensors"),
        new TensorFile(content.tensors(), Map.of("jacobi", Json.text(changed))));
    Cli.write(folder.resolve("far.csv"), "age,size,town\n9999,-9999,Bern\n,,Graz\n");
    var result = jacobi("predict older.safetensors far.csv --strict");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(jacobi("predict run far.csv").out()).hasLineCount(2);
    assertThat(jacobi("inspect older.safetensors").out())
        .contains("  age     number    not known             counts as 36.5 ");
  }
}
