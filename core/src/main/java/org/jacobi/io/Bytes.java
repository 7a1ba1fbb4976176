package org.jacobi.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jacobi.data.DataException;

/** Bytes of a known length that are read at any position: of a file, or from memory. */
interface Bytes {
  /** How many there are. */
  long length();

  /** Reads {@code count} bytes from {@code position} on to the start of {@code to}. */
  void read(long position, byte[] to, int count) throws IOException;

  /** Bytes in memory. */
  static Bytes of(byte[] content) {
    return new Bytes() {
      @Override
      public long length() {
        return content.length;
      }

      @Override
      public void read(long position, byte[] to, int count) {
        System.arraycopy(content, Math.toIntExact(position), to, 0, count);
      }
    };
  }

  /** Bytes of an open file. */
  static Bytes of(RandomAccessFile file, Path path) throws IOException {
    long length = file.length();
    return new Bytes() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void read(long position, byte[] to, int count) throws IOException {
        try {
          file.seek(position);
          file.readFully(to, 0, count);
        } catch (EOFException e) {
          throw new DataException(
              path + ": the file became shorter while it was read. Read it again.", e);
        }
      }
    };
  }
}
