package org.jacobi.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jacobi.array.Near;
import org.jspecify.annotations.Nullable;

/** Turns the text of a CSV file into columns of fields. */
final class CsvParsing {
  private static final Pattern LINE = Pattern.compile("line (\\d+)");
  private static final int MOST_FIELDS = 20_000;
  private static final int MOST_SHARED = 10_000;

  private final String source;
  private final CsvOptions options;
  private final Map<String, String> shared = new HashMap<>();
  // Column by column: a row of its own for each line takes many times the room of a short text.
  private final List<List<@Nullable String>> columns = new ArrayList<>();
  private String[] first = {};
  private int[] lines = new int[16];
  private int rows;

  private CsvParsing(String source, CsvOptions options) {
    this.source = source;
    this.options = options;
  }

  static CsvTable parse(String source, String text, CsvOptions options) {
    var parsing = new CsvParsing(source, options);
    parsing.readRecords(text);
    return parsing.table();
  }

  private void readRecords(String text) {
    int start = skip(text, options.skipLines());
    var rest = text.substring(start);
    var given = options.delimiter();
    char delimiter = given != null ? given : CsvDelimiter.find(rest);
    var reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .trimWhitespacesAroundQuotes(delimiter != '\t' && delimiter != ' ')
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    var fields = CsvRecordHandler.builder().maxFields(MOST_FIELDS).build();
    try (var csv = reader.build(fields, rest)) {
      for (var read : csv) {
        add(read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CsvParseException e) {
      throw broken(e);
    }
    if (rows == 0) {
      throw DataException.in(
          source,
          options.skipLines() == 0
              ? "the file is empty; a table needs at least one row"
              : "nothing is left after the first " + options.skipLines() + " lines");
    }
  }

  /** Position after the first lines. */
  private static int skip(String text, int lines) {
    int at = 0;
    for (int i = 0; i < lines; i++) {
      while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        at++;
      }
      at += text.startsWith("\r\n", at) ? 2 : 1;
      at = Math.min(at, text.length());
    }
    return at;
  }

  private void add(CsvRecord read) {
    var fields = read.getFields().stream().map(String::strip).toArray(String[]::new);
    if (fields.length == 1 && fields[0].isEmpty()) {
      return;
    }
    long line = read.getStartingLineNumber() + options.skipLines();
    if (rows == 0) {
      first = fields;
      for (int i = 0; i < fields.length; i++) {
        columns.add(new ArrayList<>());
      }
    } else if (fields.length != first.length) {
      throw DataException.at(
          source,
          line,
          "this row has "
              + fields.length
              + (fields.length == 1 ? " field" : " fields")
              + ", but line "
              + lines[0]
              + " has "
              + first.length
              + "; add or remove fields, or put a text with the delimiter in it in quotation marks");
    }
    for (int i = 0; i < fields.length; i++) {
      columns.get(i).add(kept(fields[i]));
    }
    lines = rows < lines.length ? lines : Arrays.copyOf(lines, rows + (rows >> 1));
    lines[rows++] = Math.toIntExact(line); // fewer than bytes in the file
  }

  /** Equal texts are stored once, and a missing value is null. */
  private @Nullable String kept(String field) {
    if (field.isEmpty() || options.missingTexts().contains(field)) {
      return null;
    }
    if (shared.size() < MOST_SHARED) {
      var known = shared.putIfAbsent(field, field);
      return known == null ? field : known;
    }
    return shared.getOrDefault(field, field);
  }

  private DataException broken(CsvParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    var message = String.valueOf(cause.getMessage());
    var found = LINE.matcher(message);
    long line = options.skipLines() + (found.find() ? Long.parseLong(found.group(1)) : 1);
    return new DataException(DataException.position(source, line) + ": " + advice(message), e);
  }

  // The parser tells its faults apart by their text alone.
  private static String advice(String message) {
    if (message.contains("surpassed the maximum limit")) {
      return "this row has more than " + MOST_FIELDS + " fields, which is too many for a table";
    }
    if (message.startsWith("Unexpected character after closing quote")) {
      return "there is text after a closing quotation mark; write one inside of a text twice";
    }
    return "the row that starts here opens a quotation mark and never closes it; add the closing"
        + " one, and write one inside of a text twice";
  }

  private CsvTable table() {
    boolean header = hasHeader();
    var names = options.columnNames();
    boolean named = header || !names.isEmpty();
    if (names.isEmpty()) {
      names = header ? headerNames(first) : numbered(first.length);
    } else if (names.size() != first.length) {
      throw DataException.at(
          source,
          lines[0],
          "this row has " + first.length + " fields, but " + names.size() + " names were given");
    }
    int start = header ? 1 : 0;
    if (rows == start) {
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
    return new CsvTable(
        source,
        List.copyOf(names),
        named,
        columns(start),
        Arrays.copyOfRange(lines, start, rows),
        options);
  }

  private boolean hasHeader() {
    return switch (options.header()) {
      case PRESENT -> true;
      case ABSENT -> false;
      case AUTO -> options.columnNames().isEmpty() && looksLikeNames();
    };
  }

  private boolean looksLikeNames() {
    if (Arrays.stream(first).allMatch(String::isEmpty)) {
      return false;
    }
    for (var field : first) {
      if (NumberText.looksNumeric(field) || options.missingTexts().contains(field)) {
        return false;
      }
    }
    boolean repeats = false;
    for (int i = 0; i < first.length; i++) {
      for (var field : columns.get(i).subList(1, rows)) {
        if (field != null && NumberText.looksNumeric(field)) {
          return true;
        }
        repeats |= first[i].equals(field);
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
            lines[0],
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

  private @Nullable String[][] columns(int start) {
    @Nullable String[][] all = new String[columns.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = columns.get(i).subList(start, rows).toArray(String[]::new);
      columns.set(i, List.of());
    }
    return all;
  }
}
