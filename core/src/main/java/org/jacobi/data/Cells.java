package org.jacobi.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a table, row after row, in hardly more room than they take in a file: one chain of
 * bytes, which holds the length of each field and its UTF-8. A missing value has the length 0. The
 * places of some fields are kept, so that any other is a few steps away. Immutable.
 */
final class Cells {
  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /** Places of fields take 16 MiB at most: with more fields they stand further apart. */
  private static final int MOST_PLACES = 1 << 22;

  private static final int LINES_APART = 1024;

  // What the first byte of a field says: up to here it is the length;
  private static final int LONGEST_PLAIN = 200;
  // the length stands in the next 4 bytes;
  private static final int LONG = 201;
  // the field begins a row, and so many lines more than this were left out before it;
  private static final int LEFT_OUT = LONG;
  // the same, and their number stands in the next 4 bytes.
  private static final int MANY_LEFT_OUT = 255;
  private static final int MOST_LEFT_OUT = MANY_LEFT_OUT - 1 - LEFT_OUT;

  private final byte[][] chunks;
  private final int[] places;
  private final int placeBits;
  private final int[] lines;
  private final int rows;
  private final int columns;

  private Cells(Builder from) {
    this.chunks = from.chunks;
    this.places = from.places;
    this.placeBits = from.placeBits;
    this.lines = from.lines;
    this.rows = from.rows;
    this.columns = from.columns;
  }

  int rows() {
    return rows;
  }

  /** A field, or null if the value is missing. */
  @Nullable String text(int row, int column) {
    return textAt(placeOf((long) row * columns + column));
  }

  boolean isMissing(int row, int column) {
    return length(toLength(placeOf((long) row * columns + column))) == 0;
  }

  private @Nullable String textAt(int place) {
    int at = toLength(place);
    int length = length(at);
    if (length == 0) {
      return null;
    }
    int start = at + lengthBytes(at);
    int offset = start & CHUNK - 1;
    if (offset + length <= CHUNK) {
      return new String(chunks[start >>> CHUNK_BITS], offset, length, StandardCharsets.UTF_8);
    }
    byte[] whole = new byte[length];
    for (int done = 0; done < length; ) {
      int from = start + done & CHUNK - 1;
      int part = Math.min(length - done, CHUNK - from);
      System.arraycopy(chunks[start + done >>> CHUNK_BITS], from, whole, done, part);
      done += part;
    }
    return new String(whole, StandardCharsets.UTF_8);
  }

  /** The line where a row starts. */
  int line(int row) {
    int line = lines[row / LINES_APART];
    for (int next = row / LINES_APART * LINES_APART + 1; next <= row; next++) {
      line += 1 + leftOut(next);
    }
    return line;
  }

  /** How many lines between a row and the one before are the start of none. */
  int leftOut(int row) {
    int place = placeOf((long) row * columns);
    int first = unsigned(place);
    return first == MANY_LEFT_OUT ? number(place + 1) : Math.max(0, first - LEFT_OUT);
  }

  /** Goes through all fields, row after row. */
  Iterator<@Nullable String> walk() {
    return new Iterator<>() {
      private final long end = (long) rows * columns;
      private long passed;
      private int place;

      @Override
      public boolean hasNext() {
        return passed < end;
      }

      @Override
      public @Nullable String next() {
        if (passed == end) {
          throw new NoSuchElementException();
        }
        var text = textAt(place);
        place = Cells.this.next(place);
        passed++;
        return text;
      }
    };
  }

  private int placeOf(long field) {
    int place = places[(int) (field >>> placeBits)];
    for (long steps = field & (1L << placeBits) - 1; steps > 0; steps--) {
      place = next(place);
    }
    return place;
  }

  private int next(int place) {
    int at = toLength(place);
    return at + lengthBytes(at) + length(at);
  }

  /** Past what is said of the row. */
  private int toLength(int place) {
    int first = unsigned(place);
    return first == MANY_LEFT_OUT ? place + 5 : first > LEFT_OUT ? place + 1 : place;
  }

  private int length(int at) {
    int first = unsigned(at);
    return first == LONG ? number(at + 1) : first;
  }

  private int lengthBytes(int at) {
    return unsigned(at) == LONG ? 5 : 1;
  }

  private int number(int at) {
    return unsigned(at) | unsigned(at + 1) << 8 | unsigned(at + 2) << 16 | unsigned(at + 3) << 24;
  }

  private int unsigned(int at) {
    return chunks[at >>> CHUNK_BITS][at & CHUNK - 1] & 0xff;
  }

  /** Takes the fields of a table, row after row. */
  static final class Builder {
    private final String source;
    private final int columns;
    private byte[][] chunks = {new byte[1 << 10]};
    private int size;
    private int[] places = new int[16];
    private int placeBits = 2;
    private long fields;
    private int[] lines = new int[4];
    private int rows;
    private int line;
    private int leftOut;

    /**
     * For a table.
     *
     * @param source its name, for messages
     * @param columns how many fields each row has
     */
    Builder(String source, int columns) {
      this.source = source;
      this.columns = columns;
    }

    /** Begins a row, of which {@link #add} then takes each field. Lines grow from row to row. */
    void row(int newLine) {
      leftOut = rows == 0 ? 0 : newLine - line - 1;
      line = newLine;
      if (rows % LINES_APART == 0) {
        int at = rows / LINES_APART;
        lines = at < lines.length ? lines : Arrays.copyOf(lines, 2 * at);
        lines[at] = newLine;
      }
      rows++;
    }

    /**
     * Takes the next field of the row; null if the value is missing.
     *
     * @throws DataException if the table is too large
     */
    void add(@Nullable String field) {
      byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
      add(bytes, 0, bytes.length);
    }

    /** The same of a field in UTF-8; one without bytes is missing. */
    void add(byte[] bytes, int from, int length) {
      keepPlace();
      fields++;
      if (leftOut > MOST_LEFT_OUT) {
        put(MANY_LEFT_OUT);
        putNumber(leftOut);
      } else if (leftOut > 0) {
        put(LEFT_OUT + leftOut);
      }
      leftOut = 0;
      if (length > LONGEST_PLAIN) {
        put(LONG);
        putNumber(length);
      } else {
        put(length);
      }
      put(bytes, from, length);
    }

    private void keepPlace() {
      if ((fields & (1L << placeBits) - 1) != 0) {
        return;
      }
      int at = (int) (fields >>> placeBits);
      if (at == MOST_PLACES) {
        at /= 2;
        for (int i = 0; i < at; i++) {
          places[i] = places[2 * i];
        }
        placeBits++;
      }
      places = at < places.length ? places : Arrays.copyOf(places, 2 * at);
      places[at] = size;
    }

    private void putNumber(int number) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        put(number >>> shift);
      }
    }

    private void put(int value) {
      room(1)[size & CHUNK - 1] = (byte) value;
      size++;
    }

    private void put(byte[] bytes, int from, int length) {
      for (int done = 0; done < length; ) {
        int part = Math.min(length - done, CHUNK - (size & CHUNK - 1));
        System.arraycopy(bytes, from + done, room(part), size & CHUNK - 1, part);
        size += part;
        done += part;
      }
    }

    /** The chunk that takes the next bytes, which end in it. */
    private byte[] room(int bytes) {
      if (size > Integer.MAX_VALUE - CHUNK) {
        throw DataException.in(source, "a table of more than 2 GiB cannot be read; split the file");
      }
      int at = size >>> CHUNK_BITS;
      if (at == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * at);
      }
      int needed = (size & CHUNK - 1) + bytes;
      if (chunks[at] == null) {
        chunks[at] = new byte[CHUNK];
      } else if (chunks[at].length < needed) {
        chunks[at] = Arrays.copyOf(chunks[at], Math.min(CHUNK, 2 * needed));
      }
      return chunks[at];
    }

    Cells build() {
      return new Cells(this);
    }
  }
}
