package org.jacobi.array;

/**
 * The type of one number in an {@link NDArray}.
 *
 * <p>{@link #F32} and {@link #F64} are computed with; the others only store: labels, masks, bytes
 * of an image.
 */
public enum DType {
  /** IEEE 754 binary32, the default. */
  F32(4, "f32"),
  /** IEEE 754 binary64, used to check gradients. */
  F64(8, "f64"),
  /** The upper half of a binary32 (8 bits of exponent, 7 of mantissa). */
  BF16(2, "bf16"),
  /** Signed 32-bit integer. */
  I32(4, "i32"),
  /** Signed 64-bit integer. */
  I64(8, "i64"),
  /** Unsigned byte, 0 to 255. */
  U8(1, "u8"),
  /** One byte: 0 is false, everything else is true. */
  BOOL(1, "bool");

  private final int bytes;
  private final String text;

  DType(int bytes, String text) {
    this.bytes = bytes;
    this.text = text;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that can be computed with: {@link #F32} and {@link #F64}. */
  public boolean isFloating() {
    return this == F32 || this == F64;
  }

  /** True for {@link #I32}, {@link #I64} and {@link #U8}. */
  public boolean isInteger() {
    return this == I32 || this == I64 || this == U8;
  }

  /** The short lower-case name, such as {@code f32}. */
  @Override
  public String toString() {
    return text;
  }
}
