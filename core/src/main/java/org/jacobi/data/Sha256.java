package org.jacobi.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256: of files, as hexadecimal digits, and of what is given to a digest. */
public final class Sha256 {
  private Sha256() {}

  /** Of the whole file. */
  public static String of(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      return of(channel);
    }
  }

  /** From where the channel stands to its end. */
  static String of(ReadableByteChannel channel) throws IOException {
    var digest = digest();
    var buffer = ByteBuffer.allocate(1 << 16);
    while (channel.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A fresh digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must know SHA-256", e);
    }
  }
}
