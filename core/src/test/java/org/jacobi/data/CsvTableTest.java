package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @TempDir Path folder;

  private static CsvTable parse(String text) {
    return parse(text, CsvOptions.standard());
  }

  private static CsvTable parse(String text, CsvOptions options) {
    return CsvTable.parse("t.csv", text, options);
  }

  private static void refused(String text, CsvOptions options, String message) {
    assertThatThrownBy(() -> parse(text, options))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  private static void refused(String text, String message) {
    refused(text, CsvOptions.standard(), message);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(out)) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void readsNamesRowsAndLineNumbers() {
    var table = parse("a,b\n1,x\n\n2.5,y\n");
    assertThat(table.columns()).containsExactly("a", "b");
    assertThat(table.isNamed()).isTrue();
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.text(1, 1)).isEqualTo("y");
    assertThat(table.numbers(0)).containsExactly(1, 2.5);
    assertThat(table.line(0)).isEqualTo(2);
    assertThat(table.line(1)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,b\r\n1,x\r\n3,y\r\n", "a,b\r1,x\r3,y", "a;b\n1;x\n3;y", "a\tb\n1\tx\n3\ty\n"})
  void findsLineEndsAndDelimiters(String text) {
    var table = parse(text);
    assertThat(table.columns()).containsExactly("a", "b");
    assertThat(table.numbers(0)).containsExactly(1, 3);
    assertThat(table.text(1, 1)).isEqualTo("y");
    assertThat(table.line(1)).isEqualTo(3);
  }

  @Test
  void aDelimiterInsideOfQuotationMarksDoesNotCount() {
    var table = parse("name;n\n\"a, b, c\";1\n\"d, e, f\";2\n");
    assertThat(table.text(0, 0)).isEqualTo("a, b, c");
    assertThat(table.numbers(1)).containsExactly(1, 2);
  }

  /** The delimiter is looked for in the first 131,072 characters, and there a line is cut. */
  @Test
  void theDelimiterOfAWideTableIsFound() {
    var text = new StringBuilder();
    for (int row = 0; row < 10; row++) {
      for (int column = 0; column < 3000; column++) {
        text.append(column == 0 ? "" : ";");
        text.append(row == 0 ? "g" + column + ", x, y" : "12345,5");
      }
      text.append('\n');
    }
    assertThat(parse(text.toString()).columns()).hasSize(3000);
    assertThat(parse("123456789;".repeat(15_000) + "1\n").columns()).hasSize(15_001);
  }

  @Test
  void aGivenDelimiterIsUsedWhereAnotherWouldBeFound() {
    assertThat(parse("1;5,2;5\n1;5,2;5\n").columns()).hasSize(3);
    assertThat(parse("1;5,2;5\n1;5,2;5\n", CsvOptions.standard().delimiter(',')).columns())
        .hasSize(2);
  }

  @Test
  void quotedTextsMayHoldDelimitersQuotesAndLineEnds() {
    var table = parse("a,b\n\"x, \"\"y\"\"\r\nz\",1\n \"q\" ,2\n");
    assertThat(table.text(0, 0)).isEqualTo("x, \"y\"\r\nz");
    assertThat(table.text(1, 0)).isEqualTo("q");
    assertThat(table.line(1)).isEqualTo(4);
  }

  @Test
  void blanksAroundFieldsAreTakenOff() {
    var table = parse("39, State-gov ,\t<=50K\n");
    assertThat(table.text(0, 1)).isEqualTo("State-gov");
    assertThat(table.text(0, 2)).isEqualTo("<=50K");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    var path = file("bom.csv", "\uFEFFä,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    assertThat(CsvTable.read(path).columns()).containsExactly("ä", "b");
  }

  @Test
  void aPackedFileIsUnpacked() throws IOException {
    var table = CsvTable.read(file("t.csv.gz", gzip("a,b\n1,2\n")));
    assertThat(table.numbers(1)).containsExactly(2);
  }

  @Test
  void aDamagedPackedFileIsRefused() throws IOException {
    byte[] whole = gzip("a,b\n1,2\n");
    var path = file("t.csv.gz", java.util.Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> CsvTable.read(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + ": the gzip file is cut off or damaged; fetch or pack it again");
  }

  @Test
  void whatFollowsPackedTextIsNotSkippedSilently() throws IOException {
    byte[] whole = gzip("a,b\n1,2\n");
    var path = file("t.csv.gz", java.util.Arrays.copyOf(whole, whole.length + 5));
    assertThatThrownBy(() -> CsvTable.read(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + ": the gzip file is cut off or damaged; fetch or pack it again");
    var twice = new ByteArrayOutputStream();
    twice.write(whole);
    twice.write(gzip("3,4\n"));
    assertThat(CsvTable.read(file("two.csv.gz", twice.toByteArray())).rows()).isEqualTo(2);
  }

  @Test
  void anotherEncodingIsRefusedWithItsLine() throws IOException {
    var latin = file("l.csv", "a,b\n1,x\n2,é\n".getBytes(Charset.forName("ISO-8859-1")));
    assertThatThrownBy(() -> CsvTable.read(latin))
        .hasMessage(latin + ", line 3: the byte 0xE9 is not UTF-8; save the file as UTF-8");
    var utf16 = file("u.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> CsvTable.read(utf16))
        .hasMessage(utf16 + ": the text is UTF-16; save it as UTF-8");
    var binary = file("b.csv", new byte[] {'a', '\n', 0});
    assertThatThrownBy(() -> CsvTable.read(binary))
        .hasMessage(binary + ", line 2: there is a zero byte, so this is no text file");
    var cut = file("c.csv", new byte[] {'a', '\n', (byte) 0xC3});
    assertThatThrownBy(() -> CsvTable.read(cut))
        .hasMessage(cut + ", line 2: the byte 0xC3 is not UTF-8; save the file as UTF-8");
  }

  /** Faults and characters that stand where one piece of the file ends and the next begins. */
  @Test
  void piecesOfAFileAreJoined() throws IOException {
    for (int before : new int[] {32_766, 32_767, 32_768, 65_535}) {
      String text = "a\n" + "x".repeat(before - 2) + "ü😀z\n";
      var path = file("pieces.csv", text.getBytes(StandardCharsets.UTF_8));
      assertThat(CsvTable.read(path).text(0, 0)).isEqualTo(text.substring(2, text.length() - 1));
      byte[] cut = text.substring(0, before).getBytes(StandardCharsets.UTF_8);
      byte[] damaged = java.util.Arrays.copyOf(cut, before + 1);
      damaged[before] = (byte) 0xF0;
      var broken = file("broken.csv", damaged);
      assertThatThrownBy(() -> CsvTable.read(broken))
          .hasMessage(broken + ", line 2: the byte 0xF0 is not UTF-8; save the file as UTF-8");
    }
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    var path = folder.resolve("none.csv");
    assertThatThrownBy(() -> CsvTable.read(path)).hasMessage(path + ": there is no such file");
  }

  /** Half of a surrogate pair has no UTF-8. */
  @Test
  void whatIsNoUnicodeIsShownAsSuch() {
    assertThat(parse("a,b\n\uD800,\uD83D\uDE00\n").text(0, 0)).isEqualTo("\uFFFD");
    assertThat(parse("a,b\n\uD800,\uD83D\uDE00\n").text(0, 1)).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void missingValuesAreNull() {
    var table = parse("a,b\n,x\n?,x\nNA,x\nNaN,x\n1,x\n");
    for (int row = 0; row < 4; row++) {
      assertThat(table.text(row, 0)).isNull();
    }
    assertThat(table.missing(0)).isEqualTo(4);
    assertThat(table.numbers(0)).containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1);
    var other = parse("a,b\n-,x\nNA,x\n", CsvOptions.standard().missingTexts(Set.of("-")));
    assertThat(other.text(0, 0)).isNull();
    assertThat(other.text(1, 0)).isEqualTo("NA");
  }

  @ParameterizedTest
  @CsvSource({
    "'a,b\n1,2', true",
    "'1,2\n3,4', false",
    "'age,?\n1,2', false",
    "'x,1\nx,2', false",
    "'sex,town\nm,Rome\nf,Bonn', true",
    "'m,Rome\nf,Bonn\nm,Kiel', false",
    "',b\n1,2', true",
    "'150,4,a\n1,2,3', false"
  })
  void aHeaderIsFound(String text, boolean header) {
    assertThat(parse(text).isNamed()).isEqualTo(header);
  }

  @Test
  void aHeaderCanBeDeclared() {
    var standard = CsvOptions.standard();
    var present = parse("2019,2020\n1,2\n", standard.header(CsvOptions.Header.PRESENT));
    assertThat(present.columns()).containsExactly("2019", "2020");
    var absent = parse("a,b\n1,2\n", standard.header(CsvOptions.Header.ABSENT));
    assertThat(absent.columns()).containsExactly("column 1", "column 2");
    assertThat(absent.rows()).isEqualTo(2);
  }

  @Test
  void linesAreSkippedAndColumnsNamed() {
    var options = CsvOptions.standard().skipLines(1).columnNames(List.of("p", "q", "r"));
    var table = parse("150,2,x,y\r\n1,2,3\r\n4,5,6\r\n", options);
    assertThat(table.columns()).containsExactly("p", "q", "r");
    assertThat(table.isNamed()).isTrue();
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.line(1)).isEqualTo(3);
    refused(
        "1,2\n",
        CsvOptions.standard().skipLines(3),
        "t.csv: nothing is left after the first 3 lines");
  }

  @Test
  void brokenFilesAreRefusedWithTheirPlace() {
    refused("", "t.csv: the file is empty; a table needs at least one row");
    refused(" \n\n", "t.csv: the file is empty; a table needs at least one row");
    refused(
        "a,b\n",
        "t.csv: there are names of columns, but no rows below them; if the first line is a row,"
            + " read the file without a header");
    refused(
        "a,b,c\n1,2,3\n4,5\n",
        "t.csv, line 3: this row has 2 fields, but line 1 has 3; add or remove fields, or put a"
            + " text with the delimiter in it in quotation marks");
    refused(
        "a,b\n1,2\n3,4,5\n",
        "t.csv, line 3: this row has 3 fields, but line 1 has 2; add or remove fields, or put a"
            + " text with the delimiter in it in quotation marks");
    refused(
        "a,b,a\n1,2,3\n",
        "t.csv, line 1, column 3 \"a\": another column has the same name; rename one, or read the"
            + " file without a header if this line is a row");
    refused(
        "a,b\n1,2\n\"3,4\n5,6\n",
        "t.csv, line 3: the row that starts here opens a quotation mark and never closes it; add"
            + " the closing one, and write one inside of a text twice");
    refused(
        "a,b\n\"3\"x,4\n",
        "t.csv, line 2: there is text after a closing quotation mark; write one inside of a text"
            + " twice");
    refused(
        "1,2\n",
        CsvOptions.standard().columnNames(List.of("p")),
        "t.csv, line 1: this row has 2 fields, but 1 names were given");
    refused(
        "age,b\n1,2\n",
        CsvOptions.standard().type("agee", ColumnType.NUMBER),
        "t.csv: a type was declared for the column \"agee\", which there is not. Did you mean"
            + " \"age\"?");
  }

  @Test
  void hugeRowsAndFieldsAreRefused() {
    assertThat(parse("1,".repeat(19_999) + "1\n").columns()).hasSize(20_000);
    refused(
        "1\n" + "1,".repeat(20_000) + "1\n",
        "t.csv, line 2: this row has more than 20000 fields, which is too much for a table");
    String padded = " ".repeat(1 << 19) + "x" + " ".repeat(1 << 19);
    assertThat(parse("a,b\n1," + padded + "\n").text(0, 1)).isEqualTo("x");
    refused(
        "a,b\n1,\"" + "x,1\n".repeat(5_000_000),
        "t.csv, line 2: a field of this row has more than 1048576 characters, which is too much for"
            + " a table; is there a quotation mark that is never closed?");
    String longest = "x".repeat(1 << 20);
    assertThat(parse("a,b\n1," + longest + "\n").text(0, 1)).isEqualTo(longest);
    String four = (longest + ",").repeat(3) + longest;
    assertThat(parse("a,b,c,d,e\n" + four + ",\n").text(0, 3)).isEqualTo(longest);
    refused(
        "a,b,c,d,e\n" + four + ",1\n",
        "t.csv, line 2: this row has more than 4194304 bytes, which is too much for a table; is there"
            + " a quotation mark that is never closed?");
  }

  @Test
  void brokenNumbersAreRefusedWithTheirPlace() {
    var table = parse("x,b\n1,abc\n2,inf\n3,1e39\n4,\"1,5\"\n5,0x1p3\n6,1f\n");
    String[] messages = {
      "t.csv, line 2, column 2 \"b\": \"abc\" is not a number",
      "t.csv, line 3, column 2 \"b\": \"inf\" is no finite number; correct it, or leave the field"
          + " empty if it is missing",
      "t.csv, line 4, column 2 \"b\": \"1e39\" is too large for a 32-bit number",
      "t.csv, line 5, column 2 \"b\": \"1,5\" is not a number; write a point and not a comma before"
          + " the fraction",
      "t.csv, line 6, column 2 \"b\": \"0x1p3\" is not a number",
      "t.csv, line 7, column 2 \"b\": \"1f\" is not a number"
    };
    for (int row = 0; row < messages.length; row++) {
      int at = row;
      assertThatThrownBy(() -> table.number(at, 1))
          .isInstanceOf(DataException.class)
          .hasMessage(messages[row]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "-1.5e-3,-0.0015", "+.5,0.5", "7.,7", "1E2,100"})
  void numbersMayBeWrittenInSeveralWays(String text, double value) {
    assertThat(parse("a\n" + text + "\n").numbers(0)).containsExactly(value);
  }

  private static String column(int numbers, int texts) {
    return "n,k\n" + "1,0\n".repeat(numbers) + "abc,0\n".repeat(texts);
  }

  @Test
  void aTextAmongNearlyAllNumbersIsAMistake() {
    assertThatThrownBy(() -> parse(column(39, 2)).type(0))
        .hasMessage(
            "t.csv, line 41, column 1 \"n\": \"abc\" is not a number, but all but 2 of the 41"
                + " values are; correct it, count it among the missing values, or declare the"
                + " column a category");
    assertThat(parse(column(18, 1)).type(0)).isEqualTo(ColumnType.CATEGORY);
    var declared = CsvOptions.standard().type("n", ColumnType.CATEGORY);
    assertThat(parse(column(39, 2), declared).type(0)).isEqualTo(ColumnType.CATEGORY);
  }

  @Test
  void namesThatWereReadAsARowAreExplained() {
    var table =
        parse(
            "year,1\n" + "2,3\n".repeat(30),
            CsvOptions.standard().header(CsvOptions.Header.ABSENT));
    assertThatThrownBy(() -> table.type(0))
        .hasMessage(
            "t.csv, line 1, column 1 \"column 1\": \"year\" is not a number, but all other of the"
                + " 31 values are; if this line holds the names of the columns, say that there is a"
                + " header");
  }

  @Test
  void columnTypesAreFound() {
    var text = new StringBuilder("number,few,many,empty,pairs\n");
    for (int i = 0; i < 120; i++) {
      text.append(i * 0.5).append(",c").append(i % 10).append(",id").append(i);
      text.append(",,p").append(i / 2 % 60).append('\n');
    }
    var table = parse(text.toString());
    assertThat(table.type(0)).isEqualTo(ColumnType.NUMBER);
    assertThat(table.type(1)).isEqualTo(ColumnType.CATEGORY);
    assertThat(table.type(2)).isEqualTo(ColumnType.TEXT);
    assertThat(table.type(3)).isEqualTo(ColumnType.TEXT);
    assertThat(table.type(4)).isEqualTo(ColumnType.CATEGORY);
  }

  @Test
  void anUnknownColumnIsRefusedWithANearName() {
    var table = parse("ocean_proximity,b\nx,1\n");
    assertThat(table.column("b")).isEqualTo(1);
    assertThatThrownBy(() -> table.column("ocean_proximty"))
        .hasMessage(
            "t.csv: there is no column \"ocean_proximty\". Did you mean \"ocean_proximity\"?");
  }

  @Test
  void textsFromFilesAreShownOnOneShortLine() {
    var table = parse("a,b\n\"x\ny" + "z".repeat(60) + "\",1\n");
    assertThatThrownBy(() -> table.number(0, 0))
        .hasMessage(
            "t.csv, line 2, column 1 \"a\": \"x\\u000ay" + "z".repeat(57) + "…\" is not a number");
  }
}
