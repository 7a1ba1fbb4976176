package org.jacobi.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jacobi.data.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The sums by which a safetensors file of Jacobi proves that it is whole, in its metadata: {@code
 * jacobi.sums}, a JSON object with the SHA-256 of the bytes of each tensor, and {@code jacobi.sum},
 * that of the header itself, computed with 64 zeros in its place. Other readers take both for free
 * text.
 */
final class Checksums {
  private static final String OF_TENSORS = "jacobi.sums";
  private static final String OF_HEADER = "jacobi.sum";
  private static final String ZEROS = "0".repeat(64);
  private static final HexFormat HEX = HexFormat.of();

  private Checksums() {}

  /** Something that writes the bytes of one tensor. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Of the bytes that are written. */
  static String of(Content content) throws IOException {
    var digest = Sha256.digest();
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      content.writeTo(out);
    }
    return HEX.formatHex(digest.digest());
  }

  /** Adds the sums of the tensors to the metadata, and a place for that of the header. */
  static void add(Map<String, String> metadata, Map<String, String> sums) {
    metadata.put(OF_TENSORS, Json.text(sums));
    metadata.put(OF_HEADER, ZEROS);
  }

  /** Writes the header's sum into its place. */
  static void seal(byte[] header) {
    byte[] sum = Sha256.of(header).getBytes(StandardCharsets.US_ASCII);
    int at = place(header, ZEROS);
    System.arraycopy(sum, 0, header, at, sum.length);
  }

  /** Where the sum of the header stands in it; −1 if nowhere. */
  private static int place(byte[] header, String sum) {
    byte[] wanted = ('"' + OF_HEADER + "\":\"" + sum + '"').getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + wanted.length <= header.length; at++) {
      if (Arrays.equals(header, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at + OF_HEADER.length() + 4;
      }
    }
    return -1;
  }

  /**
   * Holds a header against its own sum.
   *
   * @throws DataException if it was written with one, and has another content now
   */
  static void check(byte[] header, TensorHeader content, String where) {
    String sum = content.metadata().get(OF_HEADER);
    if (sum == null && !content.metadata().containsKey(OF_TENSORS)) {
      return; // written elsewhere
    }
    if (sum == null) {
      throw damaged(where, "the header");
    }
    byte[] open = header.clone();
    int at = place(open, sum);
    if (at < 0 || sum.length() != ZEROS.length()) {
      throw damaged(where, "the header");
    }
    Arrays.fill(open, at, at + ZEROS.length(), (byte) '0');
    if (!Sha256.of(open).equals(sum)) {
      throw damaged(where, "the header");
    }
  }

  /** The sums of the tensors by name; empty for a file that was written elsewhere. */
  static Map<String, String> ofTensors(TensorHeader header, String where) {
    String text = header.metadata().get(OF_TENSORS);
    if (text == null) {
      return Map.of();
    }
    var object = Json.parseObject(text, where + ", sums of the tensors");
    Map<String, String> sums = new LinkedHashMap<>();
    object.keys().forEach(key -> sums.put(key, object.string(key)));
    return sums;
  }

  /** The metadata without the sums, which are nobody else's business. */
  static Map<String, String> hidden(Map<String, String> metadata) {
    if (!metadata.containsKey(OF_HEADER)) {
      return metadata;
    }
    var rest = new LinkedHashMap<>(metadata);
    rest.remove(OF_TENSORS);
    rest.remove(OF_HEADER);
    return rest;
  }

  /** True if the bytes that went through the digest have this sum, or none was known. */
  static boolean fits(MessageDigest digest, @Nullable String sum) {
    return sum == null || HEX.formatHex(digest.digest()).equals(sum);
  }

  static DataException damaged(String where, String what) {
    return new DataException(
        where
            + ": "
            + what
            + " is damaged: its SHA-256 is not the one that was written with it. Take a copy of"
            + " the file, or an earlier checkpoint.");
  }

  static DataException damagedTensor(String where, String name) {
    return damaged(where, "the tensor " + Quoted.of(name));
  }
}
