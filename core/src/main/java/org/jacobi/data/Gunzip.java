package org.jacobi.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) without tolerance: checksums and lengths must agree, and nothing but
 * further gzip members may follow. {@code GZIPInputStream} silently skips what follows the data.
 */
final class Gunzip implements ReadableByteChannel {
  /** Deflate cannot pack better than this (RFC 1951: 258 bytes in two bits, and a little more). */
  static final int MOST_EXPANSION = 1032;

  private static final int MAGIC = 0x1f8b;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA_FIELD = 4;
  private static final int FILE_NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final ReadableByteChannel packed;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean ended;

  /** Reads on from {@code packed}, which must stand at the start of a gzip member. */
  Gunzip(ReadableByteChannel packed) throws IOException {
    this.packed = packed;
    readHeader();
  }

  /** Whether what is in the channel begins as gzip does; the channel stands at its start again. */
  static boolean isPacked(SeekableByteChannel source) throws IOException {
    var start = ByteBuffer.allocate(2);
    while (start.hasRemaining() && source.read(start) >= 0) {
      // a channel may give less than was asked for
    }
    source.position(0);
    return !start.hasRemaining() && isMagic(start.get(0) & 0xff, start.get(1) & 0xff);
  }

  private static boolean isMagic(int first, int second) {
    return (first << 8 | second) == MAGIC;
  }

  @Override
  public int read(ByteBuffer out) throws IOException {
    int start = out.position();
    while (out.hasRemaining() && !ended) {
      if (inflater.finished()) {
        endMember();
      } else {
        inflate(out);
      }
    }
    int count = out.position() - start;
    return count == 0 && ended ? -1 : count;
  }

  private void inflate(ByteBuffer out) throws IOException {
    if (inflater.needsInput() && !buffer.hasRemaining()) {
      fill();
    }
    int from = out.position();
    inflater.setInput(buffer);
    try {
      int count = inflater.inflate(out);
      checksum.update(out.duplicate().position(from).limit(from + count));
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("the packed data asks for a dictionary");
      }
    } catch (DataFormatException e) {
      throw new ZipException("the packed data is damaged (" + e.getMessage() + ")");
    }
  }

  private void endMember() throws IOException {
    long sum = number(4);
    long length = number(4);
    if (sum != checksum.getValue() || length != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("the checksum of the unpacked data is wrong");
    }
    if (!buffer.hasRemaining() && !more()) {
      ended = true;
      return;
    }
    inflater.reset();
    checksum.reset();
    readHeader();
  }

  private void readHeader() throws IOException {
    if (!isMagic(next(), next())) {
      throw new ZipException("what follows the packed data is not gzip");
    }
    if (next() != 8) {
      throw new ZipException("the packing method is not deflate");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("the gzip header has unknown flags");
    }
    skip(6);
    if ((flags & EXTRA_FIELD) != 0) {
      skip((int) number(2));
    }
    if ((flags & FILE_NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // the text ends with a zero byte
    }
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << 8 * i;
    }
    return number;
  }

  private int next() throws IOException {
    if (!buffer.hasRemaining()) {
      fill();
    }
    return buffer.get() & 0xff;
  }

  private void fill() throws IOException {
    if (!more()) {
      throw new ZipException("the packed data is cut short");
    }
  }

  private boolean more() throws IOException {
    buffer.clear();
    int count = packed.read(buffer);
    buffer.flip();
    return count > 0;
  }

  @Override
  public boolean isOpen() {
    return packed.isOpen();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    packed.close();
  }
}
