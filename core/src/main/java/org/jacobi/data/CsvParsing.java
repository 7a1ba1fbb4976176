package org.jacobi.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jacobi.array.Near;
import org.jspecify.annotations.Nullable;

/** Turns the text of a CSV file into columns of fields. */
final class CsvParsing {
  private static final Pattern LINE = Pattern.compile("line (\\d+)");

  /** The delimiter is looked for in so many characters. */
  private static final int HEAD = 1 << 17;

  private final String source;
  private final CsvOptions options;
  private final byte[][] missing;
  private String[] first = {};
  private int firstLine;
  private Cells.@Nullable Builder cells;

  private CsvParsing(String source, CsvOptions options) {
    this.source = source;
    this.options = options;
    this.missing =
        options.missingTexts().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  static CsvTable parse(String source, Reader text, CsvOptions options) {
    var parsing = new CsvParsing(source, options);
    return parsing.table(parsing.readRecords(text));
  }

  private Cells readRecords(Reader all) {
    var row = new CsvRow(source, options.skipLines());
    try (var text = new PushbackReader(all, HEAD)) {
      skipLines(text);
      char delimiter = delimiter(text);
      var reader =
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .trimWhitespacesAroundQuotes(delimiter != '\t' && delimiter != ' ')
              .allowUnclosedQuote(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .maxBufferSize(2 * CsvRow.MOST_CHARACTERS);
      try (var csv = reader.build(row, text)) {
        csv.forEach(this::add);
      }
    } catch (IOException e) {
      throw new DataException(source + ": cannot be read: " + e.getMessage(), e);
    } catch (CsvParseException e) {
      throw e.getCause() instanceof DataException fault ? fault : broken(e, row);
    }
    var rows = cells;
    if (rows == null) {
      throw DataException.in(
          source,
          options.skipLines() == 0
              ? "the file is empty; a table needs at least one row"
              : "nothing is left after the first " + options.skipLines() + " lines");
    }
    return rows.build();
  }

  private void skipLines(PushbackReader text) throws IOException {
    int c = 0;
    for (int i = 0; i < options.skipLines() && c >= 0; i++) {
      c = text.read();
      while (c >= 0 && c != '\n' && c != '\r') {
        c = text.read();
      }
      int next = c == '\r' ? text.read() : -1;
      if (next >= 0 && next != '\n') {
        text.unread(next);
      }
    }
  }

  private char delimiter(PushbackReader text) throws IOException {
    var given = options.delimiter();
    if (given != null) {
      return given;
    }
    char[] head = new char[HEAD];
    int count = 0;
    for (int more = 0; more >= 0 && count < HEAD; more = text.read(head, count, HEAD - count)) {
      count += more;
    }
    text.unread(head, 0, count);
    return CsvDelimiter.find(new String(head, 0, count), count == HEAD);
  }

  private void add(CsvRow read) {
    if (read.isBlank()) {
      return;
    }
    int line = Math.toIntExact(read.line()); // fewer than bytes in the file
    var rows = cells;
    if (rows == null) {
      first = IntStream.range(0, read.fields()).mapToObj(read::text).toArray(String[]::new);
      firstLine = line;
      rows = new Cells.Builder(source, first.length);
      cells = rows;
    } else if (read.fields() != first.length) {
      throw DataException.at(
          source,
          line,
          "this row has "
              + read.fields()
              + (read.fields() == 1 ? " field" : " fields")
              + ", but line "
              + firstLine
              + " has "
              + first.length
              + "; add or remove fields, or put a text with the delimiter in it in quotation marks");
    }
    rows.row(line);
    for (int i = 0; i < first.length; i++) {
      boolean isMissing = isMissing(read.bytes(), read.start(i), read.length(i));
      rows.add(read.bytes(), read.start(i), isMissing ? 0 : read.length(i));
    }
  }

  private boolean isMissing(byte[] bytes, int from, int length) {
    for (byte[] text : missing) {
      if (text.length == length && Arrays.equals(bytes, from, from + length, text, 0, length)) {
        return true;
      }
    }
    return false;
  }

  private DataException broken(CsvParseException e, CsvRow row) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    var message = String.valueOf(cause.getMessage());
    if (message.contains("maximum buffer size")) {
      return row.longField();
    }
    var found = LINE.matcher(message);
    long line = options.skipLines() + (found.find() ? Long.parseLong(found.group(1)) : 1);
    return new DataException(DataException.position(source, line) + ": " + advice(message), e);
  }

  // The parser tells its faults apart by their text alone.
  private static String advice(String message) {
    if (message.startsWith("Unexpected character after closing quote")) {
      return "there is text after a closing quotation mark; write one inside of a text twice";
    }
    return "the row that starts here opens a quotation mark and never closes it; add the closing"
        + " one, and write one inside of a text twice";
  }

  private CsvTable table(Cells rows) {
    boolean header = hasHeader(rows);
    var names = options.columnNames();
    boolean named = header || !names.isEmpty();
    if (names.isEmpty()) {
      names = header ? headerNames(first) : numbered(first.length);
    } else if (names.size() != first.length) {
      throw DataException.at(
          source,
          firstLine,
          "this row has " + first.length + " fields, but " + names.size() + " names were given");
    }
    int start = header ? 1 : 0;
    if (rows.rows() == start) {
      throw DataException.in(
          source,
          "there are names of columns, but no rows below them; if the first line is a row, read"
              + " the file without a header");
    }
    for (var name : options.types().keySet()) {
      if (!names.contains(name)) {
        throw DataException.in(
            source,
            "a type was declared for the column "
                + DataException.quote(name)
                + ", which there is not"
                + Near.hint(name, names));
      }
    }
    return new CsvTable(source, List.copyOf(names), named, rows, start, options);
  }

  private boolean hasHeader(Cells rows) {
    return switch (options.header()) {
      case PRESENT -> true;
      case ABSENT -> false;
      case AUTO -> options.columnNames().isEmpty() && looksLikeNames(rows);
    };
  }

  private boolean looksLikeNames(Cells rows) {
    if (Arrays.stream(first).allMatch(String::isEmpty)) {
      return false;
    }
    for (var field : first) {
      if (NumberText.looksNumeric(field) || options.missingTexts().contains(field)) {
        return false;
      }
    }
    boolean repeats = false;
    var fields = rows.walk();
    for (int i = 0; fields.hasNext(); i++) {
      var field = fields.next();
      if (i >= first.length && field != null) {
        if (NumberText.looksNumeric(field)) {
          return true;
        }
        repeats |= field.equals(first[i % first.length]);
      }
    }
    return !repeats;
  }

  private List<String> headerNames(String[] fields) {
    var names = numbered(fields.length);
    var seen = new HashSet<String>();
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].isEmpty()) {
        names.set(i, fields[i]);
      }
      if (!seen.add(names.get(i))) {
        throw DataException.at(
            source,
            firstLine,
            i + 1,
            names.get(i),
            "another column has the same name; rename one, or read the file without a header if"
                + " this line is a row");
      }
    }
    return names;
  }

  private static List<String> numbered(int count) {
    var names = new ArrayList<String>();
    for (int i = 1; i <= count; i++) {
      names.add("column " + i);
    }
    return names;
  }
}
