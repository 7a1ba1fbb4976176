package org.jacobi.array;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * Moves numbers between strided memory and row-major Java arrays, a run along the last axis at a
 * time.
 */
final class Strided {
  private static final int PIECE = 4096;

  private Strided() {}

  /**
   * What is done with one run: {@code count} elements from {@code offset} on, {@code stride} apart.
   */
  @FunctionalInterface
  interface Run {
    void at(long offset, long stride, int position, int count);
  }

  /** Visits all elements in row-major order, as runs along the last axis. */
  static void forEachRun(NDArray array, Run run) {
    Shape shape = array.shape();
    if (shape.size() == 0) {
      return;
    }
    if (array.isContiguous()) {
      run.at(array.offset(), 1, 0, Math.toIntExact(shape.size()));
      return;
    }
    int rank = shape.rank();
    int length = shape.dim(-1);
    long stride = array.stride(rank - 1);
    int[] index = new int[rank];
    long offset = array.offset();
    for (int position = 0; ; position += length) {
      run.at(offset, stride, position, length);
      int axis = rank - 2;
      for (; axis >= 0; axis--) {
        offset += array.stride(axis);
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        offset -= array.stride(axis) * shape.dim(axis);
        index[axis] = 0;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  static double get(MemorySegment segment, DType type, long index) {
    return switch (type) {
      case F32 -> segment.getAtIndex(JAVA_FLOAT, index);
      case F64 -> segment.getAtIndex(JAVA_DOUBLE, index);
      case BF16 -> Float.intBitsToFloat(segment.getAtIndex(JAVA_SHORT, index) << 16);
      case I32 -> segment.getAtIndex(JAVA_INT, index);
      case I64 -> segment.getAtIndex(JAVA_LONG, index);
      case U8 -> segment.get(JAVA_BYTE, index) & 0xFF;
      case BOOL -> segment.get(JAVA_BYTE, index) == 0 ? 0 : 1;
    };
  }

  static void set(MemorySegment segment, DType type, long index, double value) {
    switch (type) {
      case F32 -> segment.setAtIndex(JAVA_FLOAT, index, (float) value);
      case F64 -> segment.setAtIndex(JAVA_DOUBLE, index, value);
      case BF16 -> segment.setAtIndex(JAVA_SHORT, index, toBf16(value));
      case I32 -> segment.setAtIndex(JAVA_INT, index, (int) value);
      case I64 -> segment.setAtIndex(JAVA_LONG, index, (long) value);
      case U8 -> segment.set(JAVA_BYTE, index, (byte) (int) value);
      case BOOL -> segment.set(JAVA_BYTE, index, (byte) (value == 0 ? 0 : 1));
    }
  }

  static void load(NDArray array, double[] to) {
    MemorySegment from = array.segment();
    DType type = array.dtype();
    forEachRun(
        array,
        (offset, stride, position, count) -> {
          if (type == DType.F32) {
            for (int i = 0; i < count; i++) {
              to[position + i] = from.getAtIndex(JAVA_FLOAT, offset + i * stride);
            }
          } else if (type == DType.F64) {
            for (int i = 0; i < count; i++) {
              to[position + i] = from.getAtIndex(JAVA_DOUBLE, offset + i * stride);
            }
          } else {
            for (int i = 0; i < count; i++) {
              to[position + i] = get(from, type, offset + i * stride);
            }
          }
        });
  }

  static void store(double[] from, NDArray array) {
    MemorySegment to = array.segment();
    DType type = array.dtype();
    forEachRun(
        array,
        (offset, stride, position, count) -> {
          if (type == DType.F32 && stride == 1) {
            storeDense(from, position, count, to, offset);
          } else if (type == DType.F32) {
            for (int i = 0; i < count; i++) {
              to.setAtIndex(JAVA_FLOAT, offset + i * stride, (float) from[position + i]);
            }
          } else if (type == DType.F64) {
            for (int i = 0; i < count; i++) {
              to.setAtIndex(JAVA_DOUBLE, offset + i * stride, from[position + i]);
            }
          } else {
            for (int i = 0; i < count; i++) {
              set(to, type, offset + i * stride, from[position + i]);
            }
          }
        });
  }

  /**
   * Through an array of floats: access to memory is slow until it is compiled, and the first
   * weights of a network are written before that.
   */
  private static void storeDense(
      double[] from, int position, int count, MemorySegment to, long offset) {
    var floats = new float[Math.min(count, PIECE)];
    for (int done = 0; done < count; done += floats.length) {
      int part = Math.min(floats.length, count - done);
      for (int i = 0; i < part; i++) {
        floats[i] = (float) from[position + done + i];
      }
      MemorySegment.copy(floats, 0, to, JAVA_FLOAT, 4 * (offset + done), part);
    }
  }

  static void loadLongs(NDArray array, long[] to) {
    MemorySegment from = array.segment();
    DType type = array.dtype();
    forEachRun(
        array,
        (offset, stride, position, count) -> {
          for (int i = 0; i < count; i++) {
            long at = offset + i * stride;
            to[position + i] =
                type == DType.I64 ? from.getAtIndex(JAVA_LONG, at) : (long) get(from, type, at);
          }
        });
  }

  static void storeLongs(long[] from, NDArray array) {
    MemorySegment to = array.segment();
    DType type = array.dtype();
    forEachRun(
        array,
        (offset, stride, position, count) -> {
          for (int i = 0; i < count; i++) {
            long at = offset + i * stride;
            if (type == DType.I64) {
              to.setAtIndex(JAVA_LONG, at, from[position + i]);
            } else {
              set(to, type, at, (double) from[position + i]);
            }
          }
        });
  }

  /** The nearest BF16, ties to even; a NaN stays one. */
  static short toBf16(double value) {
    float near = (float) value;
    int bits = Float.floatToRawIntBits(near);
    if (Float.isNaN(near)) {
      return (short) (bits >>> 16 | 0x40);
    }
    if ((bits & 0xFFFF) == 0x8000 && near != value) {
      // This tie is only an effect of rounding to F32 first: lean to the side of the value.
      bits += Math.abs(value) > Math.abs(near) ? 1 : -1;
    }
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }
}
