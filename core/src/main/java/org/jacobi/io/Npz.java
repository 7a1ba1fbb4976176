package org.jacobi.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jacobi.array.NDArray;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes npz files, the format of NumPy for several arrays: a zip file with an entry
 * {@code name.npy} for each, in the format of {@link Npy}, packed or not.
 *
 * <p>Nothing is ever unpacked to the disk. The reader refuses names that stand twice, lead out of a
 * folder or are no names of npy files; sums and lengths that do not agree; and files of which more
 * comes than {@link ReadLimits#mostUnpacked}, also where entries share their bytes, as in bombs.
 */
public final class Npz {
  /** How many arrays a file may have. */
  public static final int MAX_ARRAYS = 65_535;

  private static final String SUFFIX = ".npy";
  private static final int MAX_NAME = 1000;
  // Deflate cannot pack better than this (RFC 1951: 258 bytes in two bits, and a little more).
  private static final int MOST_EXPANSION = 1032;
  // The earliest that a zip file can name: the same arrays give the same bytes at any time.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  // ---- reading ----

  /**
   * Reads a file: arrays by name, in the order of the file. They outlive every scope.
   *
   * @throws DataException if the file is no npz file or damaged, if names or sizes are not allowed,
   *     or an array cannot be read by {@link Npy#read(Path)}
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Map<String, NDArray> read(Path file) {
    try {
      ReadLimits.requireRegular(file);
      try (var zip = new ZipFile(file.toFile())) {
        var arrays = new LinkedHashMap<String, NDArray>();
        for (var entry : checked(zip, file)) {
          arrays.put(arrayName(entry.getName()), read(zip, entry, file));
        }
        return Collections.unmodifiableMap(arrays);
      }
    } catch (ZipException e) {
      throw new DataException(
          file
              + ": this is no zip file, or a damaged one ("
              + Quoted.plain(String.valueOf(e.getMessage()), 200)
              + "). A single array is read with Npy.",
          e);
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  /** All entries, after their names and what they say of their sizes have been checked. */
  private static List<ZipEntry> checked(ZipFile zip, Path file) throws IOException {
    if (zip.size() > MAX_ARRAYS) {
      throw new DataException(
          file + ": " + zip.size() + " arrays are more than the limit of " + MAX_ARRAYS + ".");
    }
    long packed = Files.size(file);
    long unpacked = 0;
    var seen = new HashSet<String>();
    var entries = new ArrayList<ZipEntry>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String where = where(file, entry);
      var fault = faultOf(entry.getName());
      if (fault != null) {
        throw new DataException(where + ": " + fault);
      }
      if (!seen.add(entry.getName())) {
        throw new DataException(where + ": this name stands twice in the file.");
      }
      long size = entry.getSize();
      long from = entry.getCompressedSize();
      boolean stored = entry.getMethod() == ZipEntry.STORED;
      if (size < 0
          || from < 0
          || from > packed
          || (stored ? size != from : size / MOST_EXPANSION > from)) {
        throw new DataException(
            where
                + ": "
                + size
                + " bytes cannot come of "
                + from
                + " packed ones of "
                + packed
                + ".");
      }
      unpacked += size;
      ReadLimits.requireUnpacked(unpacked, packed, ReadLimits.UNPACKED_NUMBERS, file.toString());
      entries.add(entry);
    }
    return entries;
  }

  private static NDArray read(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    String where = where(file, entry);
    var sum = new CRC32();
    try (InputStream raw = zip.getInputStream(entry);
        var in = new CheckedInputStream(raw, sum)) {
      NDArray array = Npy.read(in, entry.getSize(), where);
      if (sum.getValue() != entry.getCrc()) {
        throw new DataException(where + ": the checksum is wrong. Copy or make the file again.");
      }
      return array;
    }
  }

  private static String where(Path file, ZipEntry entry) {
    return file + ", " + Quoted.of(entry.getName());
  }

  /** What is wrong with the name of an entry, or null. */
  private static @Nullable String faultOf(String name) {
    if (!name.endsWith(SUFFIX) || name.length() == SUFFIX.length()) {
      return "only entries name.npy belong into an npz file.";
    }
    if (name.length() > MAX_NAME || !name.codePoints().allMatch(Quoted::isPrintable)) {
      return "a name has at most " + MAX_NAME + " characters, which can be printed.";
    }
    boolean leaves =
        name.indexOf('\\') >= 0
            || name.matches("[A-Za-z]:.*")
            || Arrays.stream(arrayName(name).split("/", -1))
                .anyMatch(p -> p.isEmpty() || p.matches("\\.\\.?"));
    return leaves ? "this name would lead out of a folder." : null;
  }

  private static String arrayName(String entry) {
    return entry.substring(0, entry.length() - SUFFIX.length());
  }

  // ---- writing ----

  /**
   * Writes a file as a whole or not at all, by {@link AtomicFile}, unpacked as {@code numpy.savez}
   * does. Each array is written as by {@link Npy#write(Path, NDArray)}. The same arrays in the same
   * order give the same bytes.
   *
   * @throws IllegalArgumentException if a name would not be read again, or there are too many
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, Map<String, NDArray> arrays) {
    write(file, arrays, ZipEntry.STORED);
  }

  /**
   * The same, packed as {@code numpy.savez_compressed} does. How well it is packed, and so the
   * bytes, depend on the JDK.
   *
   * @throws IllegalArgumentException as {@link #write(Path, Map)}
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void writeCompressed(Path file, Map<String, NDArray> arrays) {
    write(file, arrays, ZipEntry.DEFLATED);
  }

  private static void write(Path file, Map<String, NDArray> arrays, int method) {
    if (arrays.size() > MAX_ARRAYS) {
      throw new IllegalArgumentException(
          "[npz] " + arrays.size() + " arrays are more than the limit of " + MAX_ARRAYS);
    }
    var headers = new LinkedHashMap<String, byte[]>();
    arrays.forEach((name, array) -> {
      var fault = faultOf(name + SUFFIX);
      if (fault != null) {
        throw new IllegalArgumentException("[npz] " + Quoted.of(name) + ": " + fault);
      }
      headers.put(name, Npy.header(array, NpyForm.of(array.dtype())));
    });
    AtomicFile.write(
        file,
        out -> {
          // AtomicFile closes its own stream.
          try (var zip = new ZipOutputStream(new Unclosed(out))) {
            for (var header : headers.entrySet()) {
              var array = arrays.get(header.getKey());
              if (array != null) {
                write(zip, header.getKey() + SUFFIX, header.getValue(), array, method);
              }
            }
          }
        });
  }

  private static void write(
      ZipOutputStream zip, String name, byte[] header, NDArray array, int method)
      throws IOException {
    var form = NpyForm.of(array.dtype());
    var entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      var sum = new CRC32();
      try (var counting = new CheckedOutputStream(OutputStream.nullOutputStream(), sum)) {
        Npy.write(counting, header, array, form);
      }
      entry.setCrc(sum.getValue());
      entry.setSize(header.length + array.size() * form.type().bytes());
    }
    zip.putNextEntry(entry);
    Npy.write(zip, header, array, form);
    zip.closeEntry();
  }

  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
