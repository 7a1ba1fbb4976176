package org.jacobi.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;
import org.jacobi.data.Sha256;
import org.jacobi.io.TensorHeader.Stored;
import org.jacobi.io.TensorHeader.StoredType;

/**
 * Reads and writes safetensors files (the format of github.com/huggingface/safetensors): a length
 * of 8 bytes, little-endian; a header of that length in JSON; then the numbers, little-endian and
 * row-major.
 *
 * <pre>{@code
 * {"__metadata__": {"key": "text"},
 *  "0.weight": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]}}
 * }</pre>
 *
 * <p>The reader takes nothing on trust: the header has at most {@value #MAX_HEADER} bytes and not
 * more than the file, names are there once, shapes fit the lengths, tensors follow each other
 * without gap or overlap up to the end of the file. Nothing larger than the file is allocated,
 * except that F16 is widened to F32. The writer adds the SHA-256 of each tensor and of the header
 * to the metadata, and the reader holds them against what it reads.
 */
public final class SafeTensors {
  /** How many bytes a header may have. */
  public static final int MAX_HEADER = Json.MAX_LENGTH;

  private static final int PREFIX = 8;
  private static final int CHUNK = 1 << 16;
  private static final boolean SWAP = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;

  private SafeTensors() {}

  // ---- reading ----

  /**
   * Reads a file. The arrays outlive every scope.
   *
   * @throws DataException if the file is not a safetensors file, is damaged or cut off, or has a
   *     type that cannot be read
   * @throws UncheckedIOException if the file cannot be read
   */
  public static TensorFile read(Path file) {
    return open(file, bytes -> read(bytes, file.toString()));
  }

  /**
   * Reads the bytes of a file. The arrays outlive every scope.
   *
   * @param where what the bytes are, for messages
   * @throws DataException as {@link #read(Path)}
   */
  public static TensorFile read(byte[] content, String where) {
    try {
      return read(Bytes.of(content), where);
    } catch (IOException e) {
      throw new UncheckedIOException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what a file says about itself, with all checks but without the numbers.
   *
   * @throws DataException as {@link #read(Path)}
   * @throws UncheckedIOException if the file cannot be read
   */
  public static TensorHeader readHeader(Path file) {
    return open(file, bytes -> header(bytes, file.toString()).visible());
  }

  /** What is done with an open file. */
  private interface Reading<T> {
    T from(Bytes bytes) throws IOException;
  }

  private static <T> T open(Path file, Reading<T> reading) {
    try {
      ReadLimits.requireRegular(file);
      try (var open = new RandomAccessFile(file.toFile(), "r")) {
        return reading.from(Bytes.of(open, file));
      }
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  /** A checked header, the sums of the tensors, and where the numbers begin after it. */
  private record Checked(TensorHeader content, Map<String, String> sums, long dataStart) {
    TensorHeader visible() {
      return new TensorHeader(content.tensors(), Checksums.hidden(content.metadata()));
    }
  }

  private static Checked header(Bytes bytes, String where) throws IOException {
    if (bytes.length() < PREFIX) {
      throw new DataException(
          where
              + ": the file has "
              + bytes.length()
              + " bytes, too few for a safetensors file. Copy or download it again.");
    }
    byte[] prefix = new byte[PREFIX];
    bytes.read(0, prefix, PREFIX);
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    // The length is unsigned: from 2^63 on it looks negative here.
    if (length < 0 || length > MAX_HEADER) {
      throw new DataException(
          where
              + ": the header would have "
              + Long.toUnsignedString(length)
              + " bytes, more than the limit of "
              + MAX_HEADER
              + ". This is no safetensors file.");
    }
    if (length > bytes.length() - PREFIX) {
      throw new DataException(
          where
              + ": the header should have "
              + length
              + " bytes, but only "
              + (bytes.length() - PREFIX)
              + " follow. The file is cut off, or no safetensors file.");
    }
    byte[] json = new byte[(int) length];
    bytes.read(PREFIX, json, json.length);
    long dataStart = PREFIX + length;
    var content = HeaderParser.parse(json, bytes.length() - dataStart, where);
    Checksums.check(json, content, where);
    return new Checked(content, Checksums.ofTensors(content, where), dataStart);
  }

  private static TensorFile read(Bytes bytes, String where) throws IOException {
    var header = header(bytes, where);
    long memory = 0;
    for (var stored : header.content.tensors().values()) {
      memory += stored.shape().size() * stored.type().dtype().bytes();
    }
    ReadLimits.requireMemory(memory, where);
    var arrays = new LinkedHashMap<String, NDArray>();
    for (var entry : header.content.tensors().entrySet()) {
      String name = entry.getKey();
      var stored = entry.getValue();
      var array = NDArray.permanent(stored.type().dtype(), stored.shape());
      var digest = Sha256.digest();
      boolean summed = header.sums.containsKey(name);
      chunks(
          bytes,
          header.dataStart,
          stored,
          (chunk, count, done) -> {
            if (summed) {
              digest.update(chunk, 0, count);
            }
            fill(array, stored.type(), chunk, count, done, where + ": tensor " + Quoted.of(name));
          });
      if (!Checksums.fits(digest, header.sums.get(name))) {
        throw Checksums.damagedTensor(where, name);
      }
      arrays.put(name, array);
    }
    return new TensorFile(arrays, header.visible().metadata());
  }

  /** Takes the bytes of a tensor one chunk after the other. */
  private interface ChunkReader {
    /**
     * Takes a chunk, and may change it.
     *
     * @param done how many bytes of the tensor came before
     */
    void take(byte[] chunk, int count, long done);
  }

  private static void chunks(Bytes bytes, long dataStart, Stored stored, ChunkReader reader)
      throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, stored.end() - stored.begin())];
    for (long at = stored.begin(); at < stored.end(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, stored.end() - at);
      bytes.read(dataStart + at, chunk, count);
      reader.take(chunk, count, at - stored.begin());
    }
  }

  private static void fill(
      NDArray array, StoredType type, byte[] chunk, int count, long done, String name) {
    var memory = array.segment();
    if (SWAP) {
      swap(chunk, count, type.bytes());
    }
    switch (type) {
      case F16 -> widen(chunk, count, memory, done / 2);
      case BOOL -> {
        requireBits(chunk, count, name);
        MemorySegment.copy(chunk, 0, memory, JAVA_BYTE, done, count);
      }
      default -> MemorySegment.copy(chunk, 0, memory, JAVA_BYTE, done, count);
    }
  }

  /**
   * Holds a file against the sums that were written with it, without keeping the numbers.
   *
   * @return the names of the tensors whose bytes are not those that were written; empty if the file
   *     is whole
   * @throws DataException if it is no safetensors file, cut off, or its header is damaged
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Verified verify(Path file) {
    return open(
        file,
        bytes -> {
          var header = header(bytes, file.toString());
          List<String> damaged = new ArrayList<>();
          for (var entry : header.content.tensors().entrySet()) {
            var digest = Sha256.digest();
            chunks(
                bytes,
                header.dataStart,
                entry.getValue(),
                (chunk, count, done) -> digest.update(chunk, 0, count));
            if (!Checksums.fits(digest, header.sums.get(entry.getKey()))) {
              damaged.add(entry.getKey());
            }
          }
          return new Verified(header.content.tensors().size(), header.sums.size(), damaged);
        });
  }

  /**
   * What {@link #verify} has found.
   *
   * @param tensors how many tensors the file has
   * @param sums for how many of them it has a sum; 0 if it was not written by Jacobi
   * @param damaged the names of those whose bytes are not those that were written
   */
  public record Verified(int tensors, int sums, List<String> damaged) {
    /** Copies the list. */
    public Verified {
      damaged = List.copyOf(damaged);
    }
  }

  private static void widen(byte[] halves, int count, MemorySegment to, long first) {
    var buffer = ByteBuffer.wrap(halves, 0, count).order(ByteOrder.nativeOrder()).asShortBuffer();
    for (int i = 0; i < count / 2; i++) {
      to.setAtIndex(JAVA_FLOAT, first + i, Float.float16ToFloat(buffer.get(i)));
    }
  }

  static void requireBits(byte[] chunk, int count, String name) {
    for (int i = 0; i < count; i++) {
      if (chunk[i] != 0 && chunk[i] != 1) {
        throw new DataException(
            name + " of the type BOOL holds the byte " + (chunk[i] & 0xFF) + ", not 0 or 1.");
      }
    }
  }

  /** Turns the bytes of each number around, for machines that are not little-endian. */
  static void swap(byte[] bytes, int count, int width) {
    for (int start = 0; start < count; start += width) {
      for (int i = start, j = start + width - 1; i < j; i++, j--) {
        byte held = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = held;
      }
    }
  }

  // ---- writing ----

  /**
   * Writes a file as a whole or not at all, by {@link AtomicFile}. The same content gives the same
   * bytes: tensors in the order of their map, metadata sorted by key, a header padded with blanks
   * to a multiple of 8. Arrays that are not contiguous are written row-major.
   *
   * @throws IllegalArgumentException if a name is empty, longer than 1000 characters, not
   *     printable, or {@code __metadata__}, or if the header would be too long
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, TensorFile content) {
    byte[] header = sealed(content);
    AtomicFile.write(file, out -> write(out, header, content));
  }

  /**
   * The bytes of the file that {@link #write} would write.
   *
   * @throws IllegalArgumentException as {@link #write}
   */
  public static byte[] toBytes(TensorFile content) {
    var out = new ByteArrayOutputStream();
    try {
      write(out, sealed(content), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return out.toByteArray();
  }

  private static byte[] sealed(TensorFile content) {
    try {
      return headerOf(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e); // nothing is written to a file here
    }
  }

  private static byte[] headerOf(TensorFile content) throws IOException {
    var header = new LinkedHashMap<String, Object>();
    var metadata = new TreeMap<>(content.metadata());
    var sums = new LinkedHashMap<String, String>();
    header.put(HeaderParser.METADATA, metadata);
    long offset = 0;
    for (var entry : content.tensors().entrySet()) {
      var name = entry.getKey();
      var array = entry.getValue();
      requireName(name);
      var type = StoredType.of(array.dtype());
      long end = offset + array.size() * type.bytes();
      var shape = Arrays.stream(array.shape().toArray()).boxed().toList();
      var member = new LinkedHashMap<String, Object>();
      member.put("dtype", type.name());
      member.put("shape", shape);
      member.put("data_offsets", List.of(offset, end));
      header.put(name, member);
      sums.put(name, Checksums.of(out -> write(out, dense(array))));
      offset = end;
    }
    Checksums.add(metadata, sums);
    if (metadata.size() > HeaderParser.MAX_METADATA) {
      throw new IllegalArgumentException(
          "[safetensors] the metadata has more than " + HeaderParser.MAX_METADATA + " entries");
    }
    byte[] json = Json.text(header).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    if (padded.length > MAX_HEADER) {
      throw new IllegalArgumentException(
          "[safetensors] the header would have "
              + padded.length
              + " bytes; at most "
              + MAX_HEADER
              + " are allowed. Put long texts into a file of their own.");
    }
    Checksums.seal(padded);
    return padded;
  }

  private static void requireName(String name) {
    var fault = HeaderParser.faultOf(name);
    if (fault != null) {
      throw new IllegalArgumentException("[safetensors] " + fault);
    }
    if (name.equals(HeaderParser.METADATA)) {
      throw new IllegalArgumentException(
          "[safetensors] a tensor cannot be named " + name + ": the format uses that name itself.");
    }
  }

  private static void write(OutputStream out, byte[] header, TensorFile content)
      throws IOException {
    var prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    out.write(prefix.putLong(header.length).array());
    out.write(header);
    for (var array : content.tensors().values()) {
      write(out, dense(array));
    }
  }

  /** Row-major and without gaps; truth values as 0 and 1, which any other reader expects. */
  static NDArray dense(NDArray array) {
    if (array.dtype() == DType.BOOL) {
      return NDArray.permanent(DType.BOOL, array.shape()).copyFrom(array.toDoubles());
    }
    return array.isContiguous() ? array : array.keep();
  }

  private static void write(OutputStream out, NDArray array) throws IOException {
    int width = array.dtype().bytes();
    long start = array.offset() * width;
    long length = array.size() * width;
    byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    for (long at = 0; at < length; at += chunk.length) {
      int count = (int) Math.min(chunk.length, length - at);
      MemorySegment.copy(array.segment(), JAVA_BYTE, start + at, chunk, 0, count);
      if (SWAP) {
        swap(chunk, count, width);
      }
      out.write(chunk, 0, count);
    }
  }
}
