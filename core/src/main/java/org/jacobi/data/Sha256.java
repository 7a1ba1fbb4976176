package org.jacobi.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jacobi.array.NDArray;

/** SHA-256: of files, as hexadecimal digits, and of what is given to a digest. */
public final class Sha256 {
  private static final long PART = 1 << 28;

  private Sha256() {}

  /** Of the whole file. */
  public static String of(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      return of(channel);
    }
  }

  /** Of these bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
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

  /** Adds the numbers of an array, as they lie in memory, row-major. */
  public static void update(MessageDigest digest, NDArray array) {
    var dense = array.isContiguous() ? array : array.keep();
    int width = dense.dtype().bytes();
    var memory = dense.segment().asSlice(dense.offset() * width, dense.size() * width);
    for (long at = 0; at < memory.byteSize(); at += PART) {
      digest.update(memory.asSlice(at, Math.min(PART, memory.byteSize() - at)).asByteBuffer());
    }
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
