package org.jacobi.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jacobi.array.NDArray;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;

/**
 * Reads and writes npy files, the format of NumPy for one array: the bytes {@code \x93NUMPY}, a
 * version, the length of the header, the header, and the numbers.
 *
 * <pre>{@code
 * {'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }
 * }</pre>
 *
 * <p>Versions 1.0, 2.0 and 3.0 are read, numbers in either byte order, row-major (C) or with the
 * first axis varying fastest (Fortran), of the types of {@link NpyType}. The header is the text of
 * a Python dictionary; it is compared with what NumPy writes and never evaluated. Python objects,
 * texts, records, complex numbers and dates are refused. The reader takes nothing on trust: the
 * header has at most 10,000 bytes, and nothing is allocated before shape and type fit the length of
 * the file.
 *
 * <p>What is written are the bytes that {@code numpy.save} of NumPy 2 writes.
 *
 * <p>Source: NumPy enhancement proposal 1, A Simple File Format for NumPy Arrays, 2007, and the
 * documentation of {@code numpy.lib.format}.
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file. The array outlives every scope. Of a file in Fortran order it is a window with
   * the strides of the file; {@link NDArray#contiguous} gives a row-major copy.
   *
   * @throws DataException if the file is no npy file, is damaged or cut off, has a type that cannot
   *     be read, or takes more memory than there is
   * @throws UncheckedIOException if the file cannot be read
   */
  public static NDArray read(Path file) {
    return open(file, (in, length) -> read(in, length, file.toString()));
  }

  /**
   * Reads the bytes of a file.
   *
   * @param where what the bytes are, for messages
   * @throws DataException as {@link #read(Path)}
   */
  public static NDArray read(byte[] content, String where) {
    try {
      return read(new ByteArrayInputStream(content), content.length, where);
    } catch (IOException e) {
      throw new UncheckedIOException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads type, order and shape, with all checks but without the numbers.
   *
   * @throws DataException as {@link #read(Path)}
   * @throws UncheckedIOException if the file cannot be read
   */
  public static NpyHeader readHeader(Path file) {
    return open(file, (in, length) -> NpyHeader.read(in, length, file.toString()));
  }

  static NDArray read(InputStream in, long length, String where) throws IOException {
    return NpyData.read(in, NpyHeader.read(in, length, where), where);
  }

  /** What is done with an open file. */
  private interface Reading<T> {
    T from(InputStream in, long length) throws IOException;
  }

  private static <T> T open(Path file, Reading<T> reading) {
    try {
      ReadLimits.requireRegular(file);
      try (var raw = new FileInputStream(file.toFile());
          var in = new BufferedInputStream(raw)) {
        return reading.from(in, raw.getChannel().size());
      }
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  /**
   * Writes a file as a whole or not at all, by {@link AtomicFile}: row-major, little-endian, in the
   * type of the array. {@link org.jacobi.array.DType#BF16}, which NumPy does not know, is written
   * as F32, which holds each of its values. The same array gives the same bytes.
   *
   * @throws IllegalArgumentException if the array has more than 64 axes
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, NDArray array) {
    write(file, array, NpyForm.of(array.dtype()));
  }

  /**
   * Writes a file in a form of one's own.
   *
   * @throws IllegalArgumentException if the type of the form does not hold each number as it is, or
   *     the array has more than 64 axes
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, NDArray array, NpyForm form) {
    byte[] header = header(array, form);
    AtomicFile.write(file, out -> write(out, header, array, form));
  }

  /**
   * The bytes of the file that {@link #write(Path, NDArray, NpyForm)} would write.
   *
   * @throws IllegalArgumentException as there
   */
  public static byte[] toBytes(NDArray array, NpyForm form) {
    var out = new ByteArrayOutputStream();
    try {
      write(out, header(array, form), array, form);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return out.toByteArray();
  }

  /** The checked header of an array. */
  static byte[] header(NDArray array, NpyForm form) {
    NpyData.requireExact(array, form.type());
    return new NpyHeader(form, array.shape()).toBytes();
  }

  static void write(OutputStream out, byte[] header, NDArray array, NpyForm form)
      throws IOException {
    out.write(header);
    NpyData.write(out, array, form);
  }
}
