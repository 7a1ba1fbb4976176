package org.jacobi.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jacobi.array.NDArray;

/**
 * What a data set is, in 64 hexadecimal digits: the SHA-256 over its features, its targets, and how
 * they are to be read. Two with the same hash train the same model.
 */
public final class DataHash {
  private DataHash() {}

  /** The hash of all rows in their order. */
  public static String of(Dataset data) {
    var digest = Sha256.digest();
    text(digest, data.task() + " " + data.classNames() + " " + data.scaling());
    array(digest, data.features());
    array(digest, data.targets());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static void array(MessageDigest digest, NDArray array) {
    text(digest, array.dtype() + " " + array.shape());
    Sha256.update(digest, array);
  }
}
