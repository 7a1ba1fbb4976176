package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jacobi.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @TempDir Path folder;

  private static Object parse(String text) {
    return Json.parse(text, "run.json");
  }

  @Test
  void readsEveryKindOfValueInOrder() {
    var map =
        (Map<?, ?>) parse(" {\"z\":1, \"a\":[true,false,null,\"t\",-2.5e-3],\n\"m\":{\"b\":{}}} ");
    assertThat(map.keySet().stream().map(Object::toString)).containsExactly("z", "a", "m");
    assertThat(map.get("z")).isEqualTo(1L);
    assertThat(map.get("a")).isEqualTo(Arrays.asList(true, false, null, "t", -0.0025));
    assertThat(map.get("m")).isEqualTo(Map.of("b", Map.of()));
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void wholeNumbersKeepTheir64Bits() {
    assertThat(parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> parse("[1,\n 9223372036854775808]"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("run.json, line 2, column 2: ")
        .hasMessageContaining("9223372036854775808")
        .hasMessageContaining("64 bits");
  }

  @Test
  void numbersWithAFractionOrAnExponentAreDoubles() {
    assertThat(parse("1e308")).isEqualTo(1e308);
    assertThat(parse("5.0")).isEqualTo(5.0);
    assertThat(parse("-0.0")).isEqualTo(-0.0);
    assertThat(parse("4.9e-324")).isEqualTo(Double.MIN_VALUE);
    assertThat(parse("1e-999")).isEqualTo(0.0);
    assertThatThrownBy(() -> parse("1e309")).hasMessageContaining("1e309 is too large");
  }

  @Test
  void doublesReadBackToTheSameBits() {
    var random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertThat(parse(Json.text(number))).isEqualTo(number);
      }
    }
    for (double edge : new double[] {-0.0, 0.1, 1e308, Double.MAX_VALUE, Double.MIN_VALUE, 1e20}) {
      assertThat(parse(Json.text(edge))).isEqualTo(edge);
    }
  }

  @Test
  void doublesAreWrittenWithTheFewestDigits() {
    assertThat(Json.text(List.of(0.1, -0.0, 2.0E-3, 1e308, 5.0, 0.1f, 7, (short) 8, (byte) 9)))
        .isEqualTo("[0.1,-0.0,0.002,1.0E308,5.0,0.1,7,8,9]");
  }

  @Test
  void writesCompactAndIndented() {
    var value = new LinkedHashMap<String, Object>();
    value.put("name", "größe \"1\"\n\u0001 😀");
    value.put("sizes", List.of(3, 5));
    value.put("inner", new LinkedHashMap<>(Map.of("a", Map.of())));
    value.put("none", null);
    value.put("empty", List.of());
    assertThat(Json.text(value))
        .isEqualTo(
            "{\"name\":\"größe \\\"1\\\"\\n\\u0001 😀\",\"sizes\":[3,5],\"inner\":{\"a\":{}},"
                + "\"none\":null,\"empty\":[]}");
    assertThat(Json.indented(value))
        .isEqualTo(
            """
            {
              "name": "größe \\"1\\"\\n\\u0001 😀",
              "sizes": [3, 5],
              "inner": {
                "a": {}
              },
              "none": null,
              "empty": []
            }\
            """);
    var read = (Map<?, ?>) parse(Json.indented(value));
    assertThat(read.get("name")).isEqualTo(value.get("name"));
    assertThat(Json.text(read)).isEqualTo(Json.text(value));
  }

  @Test
  void refusesToWriteWhatHasNoJsonForm() {
    assertThatThrownBy(() -> Json.text(Map.of("loss", List.of(1.0, Double.NaN))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[json] cannot write loss[1]: NaN has no JSON form");
    assertThatThrownBy(() -> Json.text(Float.NEGATIVE_INFINITY))
        .hasMessageContaining("-Infinity has no JSON form");
    assertThatThrownBy(() -> Json.text(Map.of("a", Map.of("b", new StringBuilder()))))
        .hasMessageContaining("cannot write a.b: a java.lang.StringBuilder");
    assertThatThrownBy(() -> Json.text(Map.of(1, 2))).hasMessageContaining("not a string");
    assertThatThrownBy(() -> Json.text("half \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void refusesToWriteWhatCouldNotBeReadAgain() {
    assertThatThrownBy(() -> Json.text(Map.of("note", "s".repeat(Json.MAX_STRING + 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[json] cannot write note: 5000001 characters are more than the limit of 5000000.");
    assertThatThrownBy(() -> Json.text(Map.of("k".repeat(Json.MAX_KEY + 1), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10001 characters are more than the limit of 10000");
    String longest = "s".repeat(Json.MAX_STRING);
    assertThat(parse(Json.text(longest))).isEqualTo(longest);
    String wide = "ü".repeat(Json.MAX_STRING - 100);
    assertThatThrownBy(() -> Json.text(List.of(wide, wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes are more than the limit of 10000000");
    var many = Collections.nCopies(Json.MAX_TOKENS, 1L);
    assertThatThrownBy(() -> Json.text(many))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 300000 values, keys and brackets");
    var most = many.subList(0, Json.MAX_TOKENS - 1);
    assertThat(parse(Json.text(most))).isEqualTo(most);
  }

  @Test
  void refusesToWriteAListThatHoldsItself() {
    var list = new ArrayList<Object>();
    list.add(list);
    assertThatThrownBy(() -> Json.text(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void whatMayBeWrittenInDepthMayBeRead() {
    Object value = "core";
    for (int i = 0; i < Json.MAX_DEPTH; i++) {
      value = List.of(value);
    }
    assertThat(parse(Json.text(value))).isEqualTo(value);
    Object deeper = List.of(value);
    assertThatThrownBy(() -> Json.text(deeper)).isInstanceOf(IllegalArgumentException.class);
    String text = "[" + Json.text(value) + "]";
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a limit is passed")
        .hasMessageContaining("depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":2,\"a\":3} | \"a\" stands twice",
        "{\"a\":null,\"\\u0061\":3}  | \"a\" stands twice",
        "[1] 2                      | something follows",
        "{} {}                      | something follows",
        "[1] x                      | not JSON",
        "[1,]                       | not JSON",
        "{\"a\":1,}                 | not JSON",
        "{a:1}                      | not JSON",
        "['a']                      | not JSON",
        "[01]                       | not JSON",
        "[+1]                       | not JSON",
        "[.5]                       | not JSON",
        "[NaN]                      | not JSON",
        "[Infinity]                 | not JSON",
        "[1 /* no */]               | not JSON",
        "[\"a                       | the text ends before the value does",
        "[1, [2]                    | the text ends before the value does",
        "\"\\ud800\"                | surrogate",
        "{\"\\udc00\":1}            | surrogate",
        "\"\\x\"                    | not JSON",
      })
  void refusesWhatIsNotStrictJson(String text, String rule) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("run.json, line 1, column ")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n "})
  void refusesAnEmptyText(String text) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining("the text is empty");
  }

  @Test
  void saysTheLineAndTheColumn() {
    assertThatThrownBy(() -> parse("{\n  \"a\": 1,\n  \"a\": 2\n}"))
        .hasMessageStartingWith("run.json, line 3, column ");
    assertThatThrownBy(() -> parse("{\n  \"a\": tru\n}"))
        .hasMessageStartingWith("run.json, line 2, column ");
  }

  @Test
  void messagesAreOneLineWithoutControlCharacters() {
    assertThatThrownBy(() -> parse("{\"a\\n\\u001b\\u202e\":1,\"a\\n\\u001b\\u202e\":1}"))
        .message()
        .contains("a\\u000a\\u001b\\u202e");
    assertThatThrownBy(() -> parse("[\u001b\n]")).message().matches("\\P{Cntrl}*");
  }

  @Test
  void holdsItsLimits() {
    assertThatThrownBy(() -> parse("[".repeat(1_000_000)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> parse("{\"a\":".repeat(100_000)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> parse("1".repeat(Json.MAX_NUMBER + 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> parse("[1." + "1".repeat(Json.MAX_NUMBER) + "]"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> parse("\"" + "s".repeat(Json.MAX_STRING + 1) + "\""))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> parse("{\"" + "k".repeat(Json.MAX_KEY + 1) + "\":1}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> Json.parse(new byte[Json.MAX_LENGTH + 1], "big"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("10000001 bytes are more than the limit");
  }

  @Test
  void stopsAtTooManyValues() {
    // Each number counts, and the bracket at the end.
    int most = Json.MAX_TOKENS - 1;
    assertThat(parse("[" + "0,".repeat(most - 1) + "0]")).isInstanceOf(List.class);
    assertThatThrownBy(() -> parse("[" + "0,".repeat(most) + "0]"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a limit is passed: more than")
        .hasMessageContaining("values, keys and brackets");
  }

  private List<Long> lines(String text, boolean mayBeTorn) throws IOException {
    Path file = Files.writeString(folder.resolve("lines.jsonl"), text);
    List<Long> numbers = new ArrayList<>();
    int count = Json.readLines(file, mayBeTorn, line -> numbers.add(line.integer("a")));
    assertThat(count).isEqualTo(numbers.size());
    return numbers;
  }

  @Test
  void readsOneObjectALine() throws IOException {
    assertThat(lines("", false)).isEmpty();
    assertThat(lines("{\"a\":1}\n{\"a\":2}\n", false)).containsExactly(1L, 2L);
    assertThat(lines("{\"a\":1}\r\n{\"a\":2}", false)).containsExactly(1L, 2L);
    assertThat(lines("{\"a\":1}\n{\"a\":", true)).containsExactly(1L);
    assertThatThrownBy(() -> lines("{\"a\":1}\n{\"a\":", false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("lines.jsonl, last line, line 1, column")
        .hasMessageContaining("the text ends before the value does. The file may be cut off.");
    assertThatThrownBy(() -> lines("{\"a\":1}\n\n{\"a\":2}\n", true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("lines.jsonl, line 2: the text is empty");
    assertThatThrownBy(() -> lines("{\"a\":1}\n" + " ".repeat(Json.MAX_LENGTH + 1), true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("lines.jsonl, line 2: 10000001 bytes are more than the limit");
    assertThatThrownBy(() -> Json.readLines(folder.resolve("none"), true, line -> {}))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aLongStringAndAKeyAtTheLimitAreRead() {
    String key = "k".repeat(Json.MAX_KEY);
    String value = "v".repeat(1_000_003);
    assertThat(parse("{\"" + key + "\":\"" + value + "\"}")).isEqualTo(Map.of(key, value));
  }

  @Test
  void bytesMustBeUtf8() {
    assertThat(Json.parse("\"ü😀\"".getBytes(StandardCharsets.UTF_8), "x")).isEqualTo("ü😀");
    assertThatThrownBy(() -> Json.parse("\"ü\"".getBytes(StandardCharsets.ISO_8859_1), "x"))
        .isInstanceOf(DataException.class)
        .hasMessage("x: the text is not UTF-8. Save it again in UTF-8.");
    assertThatThrownBy(() -> Json.parse("[1]".getBytes(StandardCharsets.UTF_16LE), "x"))
        .isInstanceOf(DataException.class);
    // 0xC0 0xAF is an overlong form of '/'.
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}, "x"))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void readsAFileWithOneObject() throws Exception {
    var file = folder.resolve("run.json");
    Files.writeString(file, "{\"seed\": 7}");
    assertThat(Json.readObject(file).integer("seed")).isEqualTo(7);
    Files.writeString(file, "[7]");
    assertThatThrownBy(() -> Json.readObject(file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": an object { … } was expected, but there is a list of 1.");
    assertThatThrownBy(() -> Json.readObject(folder.resolve("none.json")))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasMessageContaining("none.json: there is no such file");
  }
}
