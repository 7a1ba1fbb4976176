package org.jacobi.io;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jacobi.array.Quoted;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.io.TensorHeader.Stored;
import org.jacobi.io.TensorHeader.StoredType;
import org.jspecify.annotations.Nullable;

/** Checks the header of a safetensors file: nothing in it is believed before it was compared. */
final class HeaderParser {
  static final String METADATA = "__metadata__";
  private static final int MAX_RANK = 64;
  private static final int MAX_NAME = 1000;

  /** Entries of the metadata, each of which is kept. */
  static final int MAX_METADATA = 1000;

  private final String where;

  private HeaderParser(String where) {
    this.where = where;
  }

  /**
   * Reads a header of which {@code dataBytes} bytes follow in the file.
   *
   * @throws DataException if it breaks a rule of the format
   */
  static TensorHeader parse(byte[] json, long dataBytes, String where) {
    var parser = new HeaderParser(where);
    if (json.length == 0 || json[0] != '{') {
      throw parser.wrong("the header does not begin with '{'. This is no safetensors file.");
    }
    var object = Json.parseObject(json, where + ", header");
    var tensors = new LinkedHashMap<String, Stored>();
    var metadata = new LinkedHashMap<String, String>();
    for (var name : object.keys()) {
      var member = object.object(name);
      if (name.equals(METADATA)) {
        if (member.keys().size() > MAX_METADATA) {
          throw parser.wrong("the metadata has more than " + MAX_METADATA + " entries.");
        }
        member.keys().forEach(key -> metadata.put(key, member.string(key)));
      } else {
        tensors.put(name, parser.stored(name, member));
      }
    }
    var header = new TensorHeader(tensors, metadata);
    parser.checkLayout(header, dataBytes);
    return header;
  }

  private Stored stored(String name, JsonObject member) {
    var fault = faultOf(name);
    if (fault != null) {
      throw wrong(fault);
    }
    member.allowOnly("dtype", "shape", "data_offsets");
    var type = type(name, member.string("dtype"));
    var shape = shape(name, member.integers("shape"));
    long[] offsets = member.integers("data_offsets");
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw wrong(
          tensor(name)
              + " must have two data_offsets, begin and end, with 0 ≤ begin ≤ end, not "
              + shortened(offsets)
              + ".");
    }
    // The shape's own product fits a long, and so may still not fit in bytes.
    long length = offsets[1] - offsets[0];
    if (shape.size() > Long.MAX_VALUE / type.bytes() || shape.size() * type.bytes() != length) {
      throw wrong(
          tensor(name)
              + " of the type "
              + type
              + " and the shape "
              + shape
              + " needs "
              + shape.size()
              + " × "
              + type.bytes()
              + " bytes, but its data_offsets "
              + shortened(offsets)
              + " hold "
              + length
              + ".");
    }
    return new Stored(type, shape, offsets[0], offsets[1]);
  }

  private StoredType type(String name, String text) {
    for (var type : StoredType.values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    throw wrong(
        tensor(name)
            + " has the type "
            + Quoted.of(text)
            + ", which cannot be read. Convert it to one of "
            + List.of(StoredType.values())
            + " where the file was made.");
  }

  private Shape shape(String name, long[] lengths) {
    if (lengths.length > MAX_RANK) {
      throw wrong(
          tensor(name) + " has " + lengths.length + " axes; at most " + MAX_RANK + " can be read.");
    }
    int[] dims = new int[lengths.length];
    long product = 1;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || lengths[i] > Integer.MAX_VALUE) {
        throw wrong(
            tensor(name)
                + " has an axis of length "
                + lengths[i]
                + " in its shape "
                + shortened(lengths)
                + "; a length must be from 0 to "
                + Integer.MAX_VALUE
                + ".");
      }
      dims[i] = (int) lengths[i];
      // An axis of length 0 must not hide an overflow of the others.
      int factor = Math.max(1, dims[i]);
      if (product > Long.MAX_VALUE / factor) {
        throw wrong(
            tensor(name) + " has a shape that is too large to count: " + shortened(lengths) + ".");
      }
      product *= factor;
    }
    return Shape.of(dims);
  }

  /** The tensors must fill what follows the header exactly, one after the other. */
  private void checkLayout(TensorHeader header, long dataBytes) {
    long end = 0;
    String before = "the header";
    for (var entry : header.inDataOrder()) {
      var stored = entry.getValue();
      if (stored.begin() != end) {
        throw wrong(
            tensor(entry.getKey())
                + " begins at "
                + stored.begin()
                + (stored.begin() < end ? ", inside of " : ", which leaves a hole after ")
                + before
                + ", which ends at "
                + end
                + ". The tensors must follow each other without gap or overlap.");
      }
      end = stored.end();
      before = tensor(entry.getKey());
    }
    if (end > dataBytes) {
      throw wrong(
          "the header describes "
              + end
              + " bytes of numbers, but only "
              + dataBytes
              + " follow it. The file is cut off; copy or download it again.");
    }
    if (end < dataBytes) {
      throw wrong(
          (dataBytes - end)
              + " bytes follow the last tensor. The file must end with it; copy or download it"
              + " again.");
    }
  }

  /** What is wrong with a tensor's name, or null. */
  static @Nullable String faultOf(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return "a tensor's name must have 1 to "
          + MAX_NAME
          + " characters, not "
          + name.length()
          + ".";
    }
    if (!name.codePoints().allMatch(Quoted::isPrintable)) {
      return "the tensor name " + Quoted.of(name) + " holds characters that cannot be printed.";
    }
    return null;
  }

  private static String tensor(String name) {
    return "tensor " + Quoted.of(name);
  }

  private static String shortened(long[] numbers) {
    var text = Arrays.toString(numbers);
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }

  private DataException wrong(String why) {
    return new DataException(where + ": " + why);
  }
}
