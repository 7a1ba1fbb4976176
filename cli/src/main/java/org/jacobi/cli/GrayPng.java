package org.jacobi.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes grey pictures as PNG (ISO/IEC 15948). For the few small pictures of a report the JDK's own
 * writer would load its window toolkit, which takes 0.2 seconds and some 15 MB.
 */
final class GrayPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private GrayPng() {}

  /** The file; one byte a pixel, row by row, 0 is black. */
  static byte[] of(int width, int height, byte[] pixels) {
    var file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array();
    chunk(file, "IHDR", header); // the zeros behind: grey, deflate, filters, not interlaced
    chunk(file, "IDAT", packed(rows(width, height, pixels)));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  /** Each row with the number of its filter before it: 0, none. */
  private static byte[] rows(int width, int height, byte[] pixels) {
    byte[] rows = new byte[height * (width + 1)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(pixels, y * width, rows, y * (width + 1) + 1, width);
    }
    return rows;
  }

  private static byte[] packed(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    var buffer = new byte[4096];
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return packed.toByteArray();
  }

  /** Length, type, content, and the checksum of type and content. */
  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(name);
    file.writeBytes(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}
