package org.jacobi.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;

/** The numbers of an npy file. */
final class NpyData {
  private static final int CHUNK = 1 << 16;
  private static final double TWO_TO_63 = 0x1p63;

  private NpyData() {}

  // ---- reading ----

  /** The array of a header, with the numbers that follow it. Nothing may follow them. */
  static NDArray read(InputStream in, NpyHeader header, String where) throws IOException {
    var form = header.form();
    var type = form.type();
    var dims = header.shape().toArray();
    var stored = form.fortranOrder() ? Shape.of(reversed(dims)) : header.shape();
    long bytes = header.dataBytes();
    ReadLimits.requireMemory(bytes / type.bytes() * type.dtype().bytes(), where);
    var array = NDArray.permanent(type.dtype(), stored);
    byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
    for (long done = 0; done < bytes; ) {
      int count = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, bytes - done));
      done += count;
      if (done < bytes && count < chunk.length) {
        throw new DataException(
            where + ": the numbers end after " + done + " of " + bytes + " bytes. Copy it again.");
      }
      fill(array, form, chunk, count, (done - count) / type.bytes(), where);
    }
    if (in.read() >= 0) {
      throw new DataException(where + ": more bytes follow the last number. Copy it again.");
    }
    return form.fortranOrder() ? array.permute(axesReversed(dims.length)) : array;
  }

  private static int[] reversed(int[] dims) {
    int[] turned = new int[dims.length];
    Arrays.setAll(turned, i -> dims[dims.length - 1 - i]);
    return turned;
  }

  private static int[] axesReversed(int rank) {
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> rank - 1 - i);
    return axes;
  }

  private static void fill(
      NDArray array, NpyForm form, byte[] chunk, int count, long first, String where) {
    var type = form.type();
    if (type == NpyType.BOOL) {
      SafeTensors.requireBits(chunk, count, where + ": the array");
    }
    if (!type.isNative()) {
      widen(array, type, ByteBuffer.wrap(chunk, 0, count).order(form.byteOrder()), first, where);
      return;
    }
    if (form.byteOrder() != ByteOrder.nativeOrder()) {
      SafeTensors.swap(chunk, count, type.bytes());
    }
    MemorySegment.copy(chunk, 0, array.segment(), JAVA_BYTE, first * type.bytes(), count);
  }

  private static void widen(
      NDArray array, NpyType type, ByteBuffer from, long first, String where) {
    var to = array.segment();
    for (long i = first; from.hasRemaining(); i++) {
      switch (type) {
        case F16 -> to.setAtIndex(JAVA_FLOAT, i, Float.float16ToFloat(from.getShort()));
        case I8 -> to.setAtIndex(JAVA_INT, i, from.get());
        case I16 -> to.setAtIndex(JAVA_INT, i, from.getShort());
        case U16 -> to.setAtIndex(JAVA_INT, i, from.getShort() & 0xFFFF);
        case U32 -> to.setAtIndex(JAVA_LONG, i, from.getInt() & 0xFFFF_FFFFL);
        case U64 -> to.setAtIndex(JAVA_LONG, i, signed(from.getLong(), i, where));
        default -> throw new AssertionError(type);
      }
    }
  }

  private static long signed(long number, long index, String where) {
    if (number < 0) {
      throw new DataException(
          where
              + ": number "
              + index
              + " of the file (from 0) is "
              + Long.toUnsignedString(number)
              + ", but a signed 64-bit integer holds at most "
              + Long.MAX_VALUE
              + ". Save it in numpy as another type, such as f8.");
    }
    return number;
  }

  // ---- writing ----

  /**
   * Refuses a type that would change a number, before anything is written.
   *
   * @throws IllegalArgumentException if it would
   */
  static void requireExact(NDArray array, NpyType type) {
    if (type != NpyType.of(array.dtype())) {
      convert(array, type, ByteBuffer.allocate(type.bytes()), number -> number.clear());
    }
  }

  /** Writes the numbers of an array as the form says, which must hold each of them. */
  static void write(OutputStream out, NDArray array, NpyForm form) throws IOException {
    var turned = form.fortranOrder() ? array.permute(axesReversed(array.shape().rank())) : array;
    var type = form.type();
    if (type.isNative() && type.dtype() == array.dtype()) {
      copy(out, SafeTensors.dense(turned), form.byteOrder());
      return;
    }
    var buffer = ByteBuffer.allocate(CHUNK).order(form.byteOrder());
    convert(
        turned,
        type,
        buffer,
        numbers -> {
          if (!numbers.hasRemaining()) {
            flush(out, numbers);
          }
        });
    flush(out, buffer);
  }

  private static void flush(OutputStream out, ByteBuffer numbers) throws IOException {
    byte[] bytes = new byte[numbers.flip().remaining()];
    numbers.get(bytes).clear();
    out.write(bytes);
  }

  private static void copy(OutputStream out, NDArray array, ByteOrder order) throws IOException {
    int width = array.dtype().bytes();
    long start = array.offset() * width;
    long length = array.size() * width;
    byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    for (long at = 0; at < length; at += chunk.length) {
      int count = (int) Math.min(chunk.length, length - at);
      MemorySegment.copy(array.segment(), JAVA_BYTE, start + at, chunk, 0, count);
      if (order != ByteOrder.nativeOrder()) {
        SafeTensors.swap(chunk, count, width);
      }
      out.write(chunk, 0, count);
    }
  }

  /** What is done with the buffer after each number. */
  private interface AfterEach<E extends Exception> {
    void take(ByteBuffer numbers) throws E;
  }

  private static <E extends Exception> void convert(
      NDArray array, NpyType type, ByteBuffer to, AfterEach<E> after) throws E {
    if (array.dtype().isInteger() || array.dtype() == DType.BOOL) {
      for (long number : array.toLongs()) {
        put(to, type, number);
        after.take(to);
      }
    } else {
      for (double number : array.toDoubles()) {
        put(to, type, number);
        after.take(to);
      }
    }
  }

  private static void put(ByteBuffer to, NpyType type, long number) {
    if (type.isFloating()) {
      double rounded = number;
      if (rounded == TWO_TO_63 || (long) rounded != number) {
        throw inexact(type, String.valueOf(number));
      }
      put(to, type, rounded);
      return;
    }
    int bits = 8 * type.bytes();
    boolean fits =
        switch (type) {
          case BOOL -> number == 0 || number == 1;
          case I64 -> true;
          case U64 -> number >= 0;
          case U8, U16, U32 -> number >>> bits == 0;
          default -> number << (64 - bits) >> (64 - bits) == number;
        };
    if (!fits) {
      throw inexact(type, String.valueOf(number));
    }
    switch (type.bytes()) {
      case 1 -> to.put((byte) number);
      case 2 -> to.putShort((short) number);
      case 4 -> to.putInt((int) number);
      default -> to.putLong(number);
    }
  }

  private static void put(ByteBuffer to, NpyType type, double number) {
    float single = (float) number;
    short half = Float.floatToFloat16(single);
    boolean fits =
        Double.isNaN(number)
            ? type.isFloating()
            : switch (type) {
              case F64 -> true;
              case F32 -> single == number;
              case F16 -> Float.float16ToFloat(half) == number;
              // Minus zero has no integer, and 2^63 is one too many.
              default -> (long) number == number && number != TWO_TO_63 && 1 / number != -1 / 0.0;
            };
    if (!fits) {
      throw inexact(type, String.valueOf(number));
    }
    switch (type) {
      case F64 -> to.putDouble(number);
      case F32 -> to.putFloat(single);
      case F16 -> to.putShort(half);
      default -> put(to, type, (long) number);
    }
  }

  private static IllegalArgumentException inexact(NpyType type, String number) {
    return new IllegalArgumentException(
        "[npy] "
            + number
            + " is no number of the type "
            + type.code()
            + ". Round the array before"
            + " it is written, or choose a wider type");
  }
}
