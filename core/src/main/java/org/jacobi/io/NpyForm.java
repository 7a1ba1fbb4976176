package org.jacobi.io;

import java.nio.ByteOrder;
import org.jacobi.array.DType;

/**
 * How an array is laid down in an npy file.
 *
 * @param type the type of its numbers in the file
 * @param byteOrder the order of the bytes of one number
 * @param fortranOrder true if the first axis varies fastest, false if the last one does
 */
public record NpyForm(NpyType type, ByteOrder byteOrder, boolean fortranOrder) {
  /** Little-endian and row-major, in the type of that name; {@link DType#BF16} as F32. */
  public static NpyForm of(DType dtype) {
    return new NpyForm(NpyType.of(dtype), ByteOrder.LITTLE_ENDIAN, false);
  }

  /** With another type of numbers, which must hold each number of the array as it is. */
  public NpyForm as(NpyType other) {
    return new NpyForm(other, byteOrder, fortranOrder);
  }

  /** With the byte of the highest value first. */
  public NpyForm bigEndian() {
    return new NpyForm(type, ByteOrder.BIG_ENDIAN, fortranOrder);
  }

  /** With the first axis varying fastest. */
  public NpyForm fortran() {
    return new NpyForm(type, byteOrder, true);
  }

  /** As NumPy names it, such as {@code <f4}. */
  String descr() {
    char order = type.bytes() == 1 ? '|' : byteOrder == ByteOrder.BIG_ENDIAN ? '>' : '<';
    return order + type.code();
  }
}
