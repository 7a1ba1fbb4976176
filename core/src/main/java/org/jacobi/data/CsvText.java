package org.jacobi.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** The text of a file: unpacked, decoded, and without a byte order mark. */
final class CsvText {
  /** Larger files are refused: a table is held in memory as a whole. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int PIECE = 1 << 13;

  private CsvText() {}

  static String read(Path path) {
    var file = path.toString();
    byte[] bytes;
    try {
      ReadLimits.requireRegular(path);
      try (var in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    boolean packed = bytes.length >= 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
    return decode(file, packed ? unpack(file, bytes) : bytes);
  }

  private static byte[] unpack(String file, byte[] packed) {
    try (var gunzip = new Gunzip(Channels.newChannel(new ByteArrayInputStream(packed)));
        InputStream in = Channels.newInputStream(gunzip)) {
      long most = ReadLimits.mostUnpacked(packed.length, ReadLimits.UNPACKED_TEXT);
      byte[] bytes = in.readNBytes((int) Math.min(most, MOST_BYTES) + 1);
      ReadLimits.requireUnpacked(bytes.length, packed.length, ReadLimits.UNPACKED_TEXT, file);
      return bytes;
    } catch (ZipException e) {
      throw new DataException(
          file + ": the gzip file is cut off or damaged; fetch or pack it again", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String decode(String file, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw DataException.in(file, "a table of more than 1 GiB cannot be read; split the file");
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw DataException.in(file, "the text is UTF-16; save it as UTF-8");
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    int fault = firstThatIsNotUtf8(bytes, start);
    if (fault >= 0) {
      throw DataException.at(
          file,
          1 + count(bytes, fault, '\n'),
          "the byte 0x%02X is not UTF-8; save the file as UTF-8".formatted(bytes[fault]));
    }
    int zero = indexOf(bytes, (byte) 0);
    if (zero >= 0) {
      throw DataException.at(
          file, 1 + count(bytes, zero, '\n'), "there is a zero byte, so this is no text file");
    }
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  /** Decodes piece by piece, since all characters together would take twice the file. */
  private static int firstThatIsNotUtf8(byte[] bytes, int start) {
    var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    var out = CharBuffer.allocate(PIECE);
    var result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      result = decoder.decode(in, out.clear(), true);
    }
    return result.isError() ? in.position() : -1;
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    boolean same = bytes.length >= mark.length;
    for (int i = 0; same && i < mark.length; i++) {
      same = (bytes[i] & 0xFF) == mark[i];
    }
    return same;
  }

  private static long count(byte[] bytes, int end, char wanted) {
    long found = 0;
    for (int i = 0; i < end; i++) {
      found += bytes[i] == wanted ? 1 : 0;
    }
    return found;
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
