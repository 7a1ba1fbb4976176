package org.jacobi.io;

import org.jacobi.array.DType;

/** A type of numbers in an npy file. What Jacobi has no type for is read as a wider one. */
public enum NpyType {
  /** IEEE 754 binary16, {@code f2}; read as {@link DType#F32}, which holds each of its values. */
  F16('f', 2, DType.F32),
  /** IEEE 754 binary32, {@code f4}. */
  F32('f', 4, DType.F32),
  /** IEEE 754 binary64, {@code f8}. */
  F64('f', 8, DType.F64),
  /** Signed byte, {@code i1}; read as {@link DType#I32}. */
  I8('i', 1, DType.I32),
  /** Signed 16-bit integer, {@code i2}; read as {@link DType#I32}. */
  I16('i', 2, DType.I32),
  /** Signed 32-bit integer, {@code i4}. */
  I32('i', 4, DType.I32),
  /** Signed 64-bit integer, {@code i8}. */
  I64('i', 8, DType.I64),
  /** Unsigned byte, {@code u1}. */
  U8('u', 1, DType.U8),
  /** Unsigned 16-bit integer, {@code u2}; read as {@link DType#I32}. */
  U16('u', 2, DType.I32),
  /** Unsigned 32-bit integer, {@code u4}; read as {@link DType#I64}. */
  U32('u', 4, DType.I64),
  /**
   * Unsigned 64-bit integer, {@code u8}; read as {@link DType#I64}, if each number is below 2⁶³.
   */
  U64('u', 8, DType.I64),
  /** Truth value, {@code b1}: one byte, 0 or 1. */
  BOOL('b', 1, DType.BOOL);

  private final char kind;
  private final int bytes;
  private final DType dtype;

  NpyType(char kind, int bytes, DType dtype) {
    this.kind = kind;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The name in NumPy, such as {@code f4}. */
  public String code() {
    return "" + kind + bytes;
  }

  /** Size of one number in the file, in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The type of the array that is read from it. */
  public DType dtype() {
    return dtype;
  }

  boolean isFloating() {
    return kind == 'f';
  }

  /** True if memory holds the same bytes as the file, but for their order. */
  boolean isNative() {
    return name().equals(dtype.name());
  }

  /** The type that holds each number of an array; NumPy has no bfloat16, which F32 holds. */
  static NpyType of(DType dtype) {
    return dtype == DType.BF16 ? F32 : valueOf(dtype.name());
  }
}
