package org.jacobi.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST: a magic number {@code 0x0000080N} with N
 * the number of axes, N lengths as big-endian 32-bit numbers, then one byte an element, row-major.
 * The file may be packed with gzip; that is told from its first bytes, not from its name.
 *
 * <p>The reader is strict: what the header promises must be there to the byte, and no memory is
 * taken for a promise that the size of the file cannot keep.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, 1998.
 */
public final class IdxReader {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int MOST_AXES = 15;

  private final Path file;
  private final ReadableByteChannel bytes;
  private final long fileSize;
  private final boolean packed;

  private IdxReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.fileSize = channel.size();
    this.packed = Gunzip.isPacked(channel);
    this.bytes = packed ? new Gunzip(channel) : channel;
  }

  /**
   * Reads a file of any number of axes.
   *
   * @return a U8 array that outlives every scope
   * @throws DataException if the file cannot be read or is not a whole IDX file of bytes
   */
  public static NDArray read(Path file) {
    try (var channel = open(file)) {
      var reader = new IdxReader(file, channel);
      try (var source = reader.bytes) {
        return reader.read(source);
      }
    } catch (NoSuchFileException e) {
      throw fault(file, "there is no such file");
    } catch (ZipException e) {
      throw fault(file, "damaged gzip file: " + e.getMessage() + ". Fetch the file again");
    } catch (IOException e) {
      throw fault(file, "cannot be read: " + e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    ReadLimits.requireRegular(file);
    return FileChannel.open(file);
  }

  /**
   * Reads images: three axes, count × height × width.
   *
   * @throws DataException if the file is not a whole IDX file of images
   */
  public static NDArray images(Path file) {
    return read(file, 3, "images (count × height × width)");
  }

  /**
   * Reads labels: one axis.
   *
   * @throws DataException if the file is not a whole IDX file of labels
   */
  public static NDArray labels(Path file) {
    return read(file, 1, "labels (count)");
  }

  private static NDArray read(Path file, int rank, String what) {
    var array = read(file);
    if (array.shape().rank() != rank) {
      throw fault(
          file,
          what
              + " are needed here, but this file holds "
              + array.shape()
              + ". Were the files of images and labels exchanged?");
    }
    return array;
  }

  private NDArray read(ReadableByteChannel source) throws IOException {
    var shape = readShape(source);
    long header = 4 + 4L * shape.rank();
    if (!packed && fileSize != header + shape.size()) {
      throw wrongLength(shape, fileSize - header);
    }
    // Division, since the product of the other side may overflow.
    if (packed && shape.size() / Gunzip.MOST_EXPANSION > fileSize) {
      throw fault(
          file,
          "the header promises "
              + shape
              + ", which is more than "
              + fileSize
              + " packed bytes can hold. Fetch the file again");
    }
    if (packed) {
      ReadLimits.requireUnpacked(
          shape.size(), fileSize, ReadLimits.UNPACKED_NUMBERS, file.toString());
    }
    if (shape.size() > Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory())) {
      throw fault(
          file,
          shape
              + " takes "
              + shape.size()
              + " bytes of memory, and "
              + Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory())
              + " is the most that can be read here. Split the file, or start Java with a larger"
              + " -Xmx");
    }
    var array = NDArray.permanent(DType.U8, shape);
    long count = readFully(source, array.segment().asByteBuffer());
    if (count < shape.size()) {
      throw wrongLength(shape, count);
    }
    if (source.read(ByteBuffer.allocate(1)) > 0) {
      throw wrongLength(shape, count + 1);
    }
    return array;
  }

  private Shape readShape(ReadableByteChannel source) throws IOException {
    var magic = header(source, 4);
    int rank = magic.get(3) & 0xff;
    if (magic.getShort(0) != 0 || rank == 0 || rank > MOST_AXES) {
      throw notIdx(magic);
    }
    if (magic.get(2) != UNSIGNED_BYTES) {
      throw fault(
          file,
          hex(magic)
              + " is the magic number of an IDX file whose numbers are of type 0x"
              + HexFormat.of().toHexDigits(magic.get(2))
              + ". Only unsigned bytes (0x08) are read: convert the file");
    }
    var lengths = header(source, 4 * rank);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = lengths.getInt(4 * i);
      if (dims[i] < 0) {
        throw fault(
            file,
            "the length of axis "
                + i
                + " is "
                + Integer.toUnsignedString(dims[i])
                + " in the header, and "
                + Integer.MAX_VALUE
                + " is the most that can be. The header is damaged: fetch the file again");
      }
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw fault(
          file,
          "the lengths "
              + Arrays.toString(dims)
              + " in the header multiply to more than any file holds. Fetch the file again");
    }
  }

  private ByteBuffer header(ReadableByteChannel source, int length) throws IOException {
    var header = ByteBuffer.allocate(length);
    if (readFully(source, header) < length) {
      throw fault(
          file,
          "cut short within its header"
              + (packed ? "" : ", after " + fileSize + " bytes")
              + ". Fetch the file again");
    }
    return header.flip();
  }

  private DataException notIdx(ByteBuffer magic) {
    return fault(
        file,
        "not an IDX file of bytes: "
            + (packed ? "unpacked, " : "")
            + "it starts with "
            + hex(magic)
            + ", but 0x00000803 marks images, 0x00000801 labels and 0x0000080N bytes in N axes");
  }

  private DataException wrongLength(Shape shape, long found) {
    boolean more = found > shape.size();
    return fault(
        file,
        (more ? "bytes left over: " : "cut short: ")
            + "the header promises "
            + shape
            + ", which is "
            + shape.size()
            + " bytes, but "
            + (more && packed ? "more" : found)
            + " follow. Fetch the file again");
  }

  private static DataException fault(Path file, String message) {
    return DataException.in(file.toString(), message);
  }

  private static String hex(ByteBuffer magic) {
    return "0x" + HexFormat.of().toHexDigits(magic.getInt(0));
  }

  private static long readFully(ReadableByteChannel source, ByteBuffer into) throws IOException {
    while (into.hasRemaining() && source.read(into) >= 0) {
      // a channel may give less than was asked for
    }
    return into.position();
  }
}
