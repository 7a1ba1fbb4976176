package org.jacobi.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jacobi.io.Json;

/** Makes whole files of changed parts: lengths and sums are right, so that the change is met. */
public final class Seals {
  private static final String SUM = "\"jacobi.sum\":\"";

  private Seals() {}

  private static int headerEnd(byte[] file) {
    return 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** The header of a safetensors file. */
  public static byte[] header(byte[] file) {
    return Arrays.copyOfRange(file, 8, headerEnd(file));
  }

  /** The numbers of a safetensors file. */
  public static byte[] data(byte[] file) {
    return Arrays.copyOfRange(file, headerEnd(file), file.length);
  }

  /** A safetensors file with the right length of its header, and the right sum if it has one. */
  public static byte[] safetensors(byte[] header, byte[] data) {
    byte[] summed = header.clone();
    int at = new String(header, StandardCharsets.ISO_8859_1).indexOf(SUM) + SUM.length();
    if (at >= SUM.length() && at + 64 <= header.length) {
      Arrays.fill(summed, at, at + 64, (byte) '0');
      byte[] sum = HexFormat.of().formatHex(sha256(summed)).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(sum, 0, summed, at, 64);
    }
    return ByteBuffer.allocate(8 + summed.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(summed.length)
        .put(summed)
        .put(data)
        .array();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The header without its sums, with another text in its metadata if {@code key} is not empty. */
  public static byte[] plainHeader(byte[] header, String key, byte[] text) {
    var map = new LinkedHashMap<String, Object>(Json.parseObject(header, "sample").toMap());
    var metadata = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) map.get("__metadata__"))
        .forEach((name, value) -> metadata.put((String) name, value));
    metadata.remove("jacobi.sum");
    metadata.remove("jacobi.sums");
    if (!key.isEmpty()) {
      metadata.put(key, new String(text, StandardCharsets.UTF_8));
    }
    map.put("__metadata__", metadata);
    return Json.text(map).getBytes(StandardCharsets.UTF_8);
  }

  /** A text of the metadata. */
  public static byte[] metadata(byte[] header, String key) {
    var metadata = Json.parseObject(header, "sample").object("__metadata__");
    return metadata.string(key).getBytes(StandardCharsets.UTF_8);
  }

  /** Packed with gzip. */
  public static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A zip file with one entry twice under two names, of which the first is given. */
  public static byte[] zip(String name, byte[] content, boolean packed) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (String each : new String[] {name, "other.npy"}) {
        if (each.equals("other.npy") && name.equals(each)) {
          continue;
        }
        var entry = new ZipEntry(each);
        if (!packed) {
          var sum = new CRC32();
          sum.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
