package org.jacobi.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The row that the parser reads, in UTF-8 and without blanks around the fields. It is used again
 * for each row: a table of short fields would make fifty times its size of strings.
 */
final class CsvRow extends AbstractBaseCsvCallbackHandler<CsvRow> {
  private static final int MOST_FIELDS = 20_000;
  private static final int MOST_BYTES = 1 << 22;

  /** Of one field. */
  static final int MOST_CHARACTERS = 1 << 20;

  private static final int REPLACEMENT = 0xFFFD;
  private static final String OPEN_QUOTE = "; is there a quotation mark that is never closed?";

  private final String source;
  private final int skippedLines;
  private long line;
  private int fields;
  private int[] ends = new int[16];
  private int size;
  private byte[] bytes = new byte[1 << 10];

  /**
   * Rows of a file.
   *
   * @param skippedLines how many lines stand before the first that the parser sees
   */
  CsvRow(String source, int skippedLines) {
    this.source = source;
    this.skippedLines = skippedLines;
  }

  /** The line where it starts. */
  long line() {
    return line;
  }

  int fields() {
    return fields;
  }

  /** The UTF-8 of all fields, one after the other. */
  byte[] bytes() {
    return bytes;
  }

  int start(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  int length(int field) {
    return ends[field] - start(field);
  }

  String text(int field) {
    return new String(bytes, start(field), length(field), StandardCharsets.UTF_8);
  }

  boolean isBlank() {
    return fields == 0 || fields == 1 && size == 0;
  }

  @Override
  protected void handleBegin(long startingLine) {
    line = startingLine + skippedLines;
    fields = 0;
    size = 0;
  }

  @Override
  protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
    if (fields == MOST_FIELDS) {
      throw tooLarge("this row has more than " + MOST_FIELDS + " fields", "");
    }
    int from = offset;
    int to = offset + length;
    while (from < to && Character.isWhitespace(text[from])) {
      from++;
    }
    while (from < to && Character.isWhitespace(text[to - 1])) {
      to--;
    }
    if (to - from > MOST_CHARACTERS) {
      throw longField();
    }
    encode(text, from, to);
    if (size > MOST_BYTES) {
      throw tooLarge("this row has more than " + MOST_BYTES + " bytes", OPEN_QUOTE);
    }
    ends = fields < ends.length ? ends : Arrays.copyOf(ends, 2 * fields);
    ends[fields++] = size;
  }

  private void encode(char[] text, int from, int to) {
    int room = size + 3 * (to - from);
    if (room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(room, 2 * bytes.length));
    }
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else {
        i = encodeWide(text, i, to);
      }
    }
  }

  /** A character that is not ASCII; gives the place of its last part. */
  private int encodeWide(char[] text, int at, int to) {
    int code = Character.codePointAt(text, at, to);
    boolean isHalf = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    int whole = isHalf ? REPLACEMENT : code; // half of a pair is no text, and has no UTF-8
    byte[] utf8 = Character.toString(whole).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return at + Character.charCount(code) - 1;
  }

  /** The parser gives up a field whose end it has not found. */
  DataException longField() {
    return tooLarge(
        "a field of this row has more than " + MOST_CHARACTERS + " characters", OPEN_QUOTE);
  }

  private DataException tooLarge(String what, String question) {
    return DataException.at(source, line, what + ", which is too much for a table" + question);
  }

  @Override
  protected CsvRow buildRecord() {
    return this;
  }
}
