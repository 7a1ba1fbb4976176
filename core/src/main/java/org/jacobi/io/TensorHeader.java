package org.jacobi.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.Quoted;
import org.jacobi.array.Shape;

/**
 * What a safetensors file says about itself: which tensors it holds, and its metadata. {@link
 * SafeTensors#readHeader} reads it without the numbers.
 *
 * @param tensors the tensors by name, in the order of the header
 * @param metadata free text by key
 */
public record TensorHeader(Map<String, Stored> tensors, Map<String, String> metadata) {
  /** Copies both maps; they cannot be changed afterwards. */
  public TensorHeader {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * One tensor of the file.
   *
   * @param type the type of its numbers in the file
   * @param shape the lengths of its axes
   * @param begin where its numbers begin, in bytes after the header
   * @param end where they end, in bytes after the header; exclusive
   */
  public record Stored(StoredType type, Shape shape, long begin, long end) {}

  /** A type of numbers in a file that can be read. The name is the one in the file. */
  public enum StoredType {
    /** IEEE 754 binary64. */
    F64(DType.F64, 8),
    /** IEEE 754 binary32. */
    F32(DType.F32, 4),
    /** IEEE 754 binary16; read as {@link DType#F32}, which holds each of its values. */
    F16(DType.F32, 2),
    /** The upper half of a binary32. */
    BF16(DType.BF16, 2),
    /** Signed 64-bit integer. */
    I64(DType.I64, 8),
    /** Signed 32-bit integer. */
    I32(DType.I32, 4),
    /** Unsigned byte. */
    U8(DType.U8, 1),
    /** One byte, 0 or 1. */
    BOOL(DType.BOOL, 1);

    private final DType dtype;
    private final int bytes;

    StoredType(DType dtype, int bytes) {
      this.dtype = dtype;
      this.bytes = bytes;
    }

    /** The type of the array that is read from it. */
    public DType dtype() {
      return dtype;
    }

    /** Size of one number in the file, in bytes. */
    public int bytes() {
      return bytes;
    }

    /** The type as which an array is written. */
    static StoredType of(DType dtype) {
      return valueOf(dtype.name());
    }
  }

  /** How many numbers all tensors have together. */
  public long size() {
    return tensors.values().stream().mapToLong(stored -> stored.shape().size()).sum();
  }

  /** How many bytes follow the header. */
  public long dataBytes() {
    return tensors.values().stream().mapToLong(Stored::end).max().orElse(0);
  }

  /** The tensors in the order in which their numbers stand in the file. */
  List<Map.Entry<String, Stored>> inDataOrder() {
    var order = new ArrayList<>(tensors.entrySet());
    order.sort(
        Map.Entry.comparingByValue((a, b) ->
            a.begin() != b.begin()
                ? Long.compare(a.begin(), b.begin())
                : Long.compare(a.end(), b.end())));
    return order;
  }

  /** The first names of many, for a message. */
  static String some(Collection<String> names) {
    int shown = 8;
    String text = names.stream().limit(shown).map(Quoted::of).collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return "none";
    }
    return names.size() > shown ? text + " and " + (names.size() - shown) + " more" : text;
  }
}
