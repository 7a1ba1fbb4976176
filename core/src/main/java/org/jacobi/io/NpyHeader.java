package org.jacobi.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;

/**
 * What an npy file says about its array. {@link Npy#readHeader} reads it without the numbers.
 *
 * @param form how the numbers are laid down
 * @param shape the lengths of the axes
 */
public record NpyHeader(NpyForm form, Shape shape) {
  /** How many bytes a header may have: the same limit as NumPy's. */
  static final int LONGEST = 10_000;

  /** How many axes an array of NumPy may have. */
  static final int MAX_RANK = 64;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PREFIX = MAGIC.length + 2;
  private static final int ALIGNMENT = 64;
  // NumPy leaves room for the length of the axis that grows when rows are added to a file.
  private static final int GROWTH_DIGITS = 21;

  /** How many bytes the numbers take. */
  long dataBytes() {
    return shape.size() * form.type().bytes();
  }

  /**
   * Reads the header of a file of {@code length} bytes, and checks that the rest of the file is as
   * long as the header says.
   */
  static NpyHeader read(InputStream in, long length, String where) throws IOException {
    byte[] start = in.readNBytes(PREFIX);
    requireMagic(start, where);
    int version = start[MAGIC.length] & 0xFF;
    if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
      throw new DataException(
          where
              + ": this is version "
              + version
              + "."
              + (start[MAGIC.length + 1] & 0xFF)
              + " of the npy format; 1.0, 2.0 and 3.0 can be read. Save it again with numpy.save.");
    }
    byte[] count = in.readNBytes(version == 1 ? 2 : 4);
    long bytes = 0;
    for (int i = count.length - 1; i >= 0; i--) {
      bytes = bytes << 8 | count[i] & 0xFF;
    }
    if (bytes > LONGEST) {
      throw new DataException(
          where
              + ": the header would have "
              + bytes
              + " bytes, more than the limit of "
              + LONGEST
              + "; no array of numbers needs that.");
    }
    byte[] text = in.readNBytes((int) bytes);
    if (count.length < (version == 1 ? 2 : 4) || text.length < bytes) {
      throw new DataException(where + ": the file is cut off in its header. Copy it again.");
    }
    // What is allowed in it is the same in Latin-1 and UTF-8: ASCII.
    var header = new NpyParser(new String(text, StandardCharsets.ISO_8859_1), where).header();
    header.requireLength(length - PREFIX - count.length - bytes, where);
    return header;
  }

  private static void requireMagic(byte[] start, String where) {
    if (start.length == PREFIX && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return;
    }
    String why = "this is no npy file: it does not begin with \\x93NUMPY.";
    if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
      why = "this is a zip file, not npy. Read it with Npz.";
    } else if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
      why = "this is a Python pickle, which can run code and is never read. Use numpy.save.";
    }
    throw new DataException(where + ": " + why);
  }

  private void requireLength(long follow, String where) {
    // The shape's own product fits a long, and so may still not fit in bytes.
    boolean fits = shape.size() <= Long.MAX_VALUE / form.type().bytes() && dataBytes() == follow;
    if (!fits) {
      throw new DataException(
          where
              + ": an array of the shape "
              + shape
              + " needs "
              + shape.size()
              + " × "
              + form.type().bytes()
              + " bytes, but "
              + follow
              + " follow the header. The file is cut off, or something was added to it.");
    }
  }

  /** The bytes before the numbers, the same as NumPy writes: version 1.0. */
  byte[] toBytes() {
    int rank = shape.rank();
    if (rank > MAX_RANK) {
      throw new IllegalArgumentException(
          "[npy] NumPy knows up to " + MAX_RANK + " axes, but the shape " + shape + " has " + rank);
    }
    String lengths =
        Arrays.stream(shape.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String dict =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
            .formatted(
                form.descr(),
                form.fortranOrder() ? "True" : "False",
                lengths + (rank == 1 ? "," : ""));
    int growing = rank == 0 ? 0 : shape.dim(form.fortranOrder() ? -1 : 0);
    int room = rank == 0 ? 0 : GROWTH_DIGITS - String.valueOf(growing).length();
    int used = PREFIX + 2 + dict.length() + room + 1;
    int total = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] bytes = new byte[total];
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[MAGIC.length] = 1;
    bytes[MAGIC.length + 1] = 0;
    int length = total - PREFIX - 2;
    bytes[PREFIX] = (byte) length;
    bytes[PREFIX + 1] = (byte) (length >> 8);
    byte[] text = dict.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, PREFIX + 2, text.length);
    bytes[total - 1] = '\n';
    return bytes;
  }
}
