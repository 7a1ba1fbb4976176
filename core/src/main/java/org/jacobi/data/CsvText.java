package org.jacobi.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * The text of a file: unpacked, decoded, and without a byte order mark. It is read piece by piece,
 * and each read throws {@link DataException} if the file is damaged, or no text in UTF-8.
 */
final class CsvText extends Reader {
  /** Larger files are refused: a table is held in memory as a whole. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int PIECE = 1 << 15;

  private final String file;
  private final long packed; // 0 if it is not packed
  private final ReadableByteChannel in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(PIECE).flip();
  private final CharBuffer text = CharBuffer.allocate(PIECE).flip();
  private long read;
  private long line = 1;
  private boolean ended;

  private CsvText(String file, long packed, ReadableByteChannel in) {
    this.file = file;
    this.packed = packed;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read, or is UTF-16
   */
  static CsvText open(Path path) {
    var file = path.toString();
    try {
      ReadLimits.requireRegular(path);
      var in = Files.newByteChannel(path);
      ReadableByteChannel content = in;
      try {
        boolean isPacked = Gunzip.isPacked(in);
        content = isPacked ? new Gunzip(in) : in;
        var opened = new CsvText(file, isPacked ? in.size() : 0, content);
        opened.begin();
        return opened;
      } catch (IOException | RuntimeException e) {
        content.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The whole text of a file.
   *
   * @throws DataException if it cannot be read, is damaged, or is no text
   */
  static String read(Path path) {
    try (var text = open(path)) {
      return text.readAllAsString();
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
  }

  private static DataException unreadable(String file, IOException e) {
    return e instanceof ZipException
        ? new DataException(
            file + ": the gzip file is cut off or damaged; fetch or pack it again", e)
        : new DataException(file + ": cannot be read: " + e.getMessage(), e);
  }

  private void begin() throws IOException {
    fill();
    if (startsWith(0xFE, 0xFF) || startsWith(0xFF, 0xFE)) {
      throw DataException.in(file, "the text is UTF-16; save it as UTF-8");
    }
    if (startsWith(0xEF, 0xBB, 0xBF)) {
      bytes.position(3);
    }
  }

  private boolean startsWith(int... mark) {
    boolean same = bytes.remaining() >= mark.length;
    for (int i = 0; same && i < mark.length; i++) {
      same = (bytes.get(i) & 0xff) == mark[i];
    }
    return same;
  }

  @Override
  public int read(char[] out, int offset, int length) {
    while (!text.hasRemaining()) {
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, text.remaining());
    text.get(out, offset, count);
    return count;
  }

  private void decode() {
    try {
      if (!ended) {
        fill();
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    var result = decoder.decode(bytes, text.clear(), ended);
    text.flip();
    for (int i = 0; i < text.limit(); i++) {
      char c = text.get(i);
      if (c == 0) {
        throw DataException.at(file, line, "there is a zero byte, so this is no text file");
      }
      line += c == '\n' ? 1 : 0;
    }
    if (result.isError()) {
      throw DataException.at(
          file,
          line,
          "the byte 0x%02X is not UTF-8; save the file as UTF-8"
              .formatted(bytes.get(bytes.position())));
    }
  }

  /** Reads until the buffer is full or the file ends. */
  private void fill() throws IOException {
    bytes.compact();
    while (bytes.hasRemaining() && !ended) {
      int count = in.read(bytes);
      ended = count < 0;
      read += Math.max(0, count);
    }
    bytes.flip();
    if (packed > 0) {
      ReadLimits.requireUnpacked(read, packed, ReadLimits.UNPACKED_TEXT, file);
    }
    if (read > MOST_BYTES) {
      throw DataException.in(file, "a table of more than 1 GiB cannot be read; split the file");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
