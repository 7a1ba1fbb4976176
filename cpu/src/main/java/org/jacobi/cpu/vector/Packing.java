package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.COUNT;
import static org.jacobi.cpu.vector.MicroKernel.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Copies parts of the factors to where the micro-kernel reads them in order: the left one as rows,
 * the right one as panels of {@link MicroKernel#WIDTH} columns. What lies side by side in the
 * source is copied, and transposed if need be, by vectors.
 */
final class Packing {
  /** Rows and columns are packed in multiples of this, so that only reading needs masks. */
  static final int UNIT = 16;

  private Packing() {}

  static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }

  /** to[i · stride + p] ← x[row + i, column + p]; the stride is a multiple of {@link #UNIT}. */
  static void rows(
      Matrix x, int row, int rows, int column, int columns, float[] turned, float[] to) {
    int stride = roundUp(columns, UNIT);
    if (x.rowsAreDense() && !x.bf16) {
      for (int i = 0; i < rows; i++) {
        copyRow(x, x.at(row + i, column), columns, to, i * stride);
      }
    } else if (x.columnsAreDense() && !x.bf16) {
      for (int p = 0; p < columns; p += Transposition.EDGE) {
        turn(x, row, rows, column + p, columns - p, turned, to, p, stride);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        for (int p = 0; p < columns; p++) {
          to[i * stride + p] = Lanes.number(x.segment, x.at(row + i, column + p), x.bf16);
        }
      }
    }
  }

  private static void copyRow(Matrix x, long at, int count, float[] to, int toAt) {
    int whole = count - count % COUNT;
    for (int p = 0; p < whole; p += COUNT) {
      Lanes.load(x.segment, at + 4L * p).intoArray(to, toAt + p);
    }
    if (whole < count) {
      Lanes.load(x.segment, at + 4L * whole, count - whole).intoArray(to, toAt + whole);
    }
  }

  /**
   * Up to {@link Transposition#EDGE} columns of x, each dense in memory, become columns of rows.
   */
  private static void turn(
      Matrix x,
      int row,
      int rows,
      int column,
      int columns,
      float[] turned,
      float[] to,
      int toAt,
      int stride) {
    for (int i = 0; i < rows; i += Transposition.EDGE) {
      Transposition.block(
          x.segment,
          x.at(row + i, column),
          x.columnBytes,
          Math.min(columns, Transposition.EDGE),
          rows - i,
          turned,
          to,
          toAt + i * stride,
          stride);
    }
  }

  /**
   * to[q · height · WIDTH + p · WIDTH + j] ← x[row + p, column + q · WIDTH + j], where height is
   * the number of rows rounded up to {@link #UNIT}; columns that there are not are 0 or repeated.
   */
  static void panels(
      Matrix x, int row, int rows, int column, int columns, float[] turned, float[] to) {
    int panel = roundUp(rows, UNIT) * WIDTH;
    for (int j = 0, at = 0; j < columns; j += WIDTH, at += panel) {
      int width = Math.min(columns - j, WIDTH);
      if (x.rowsAreDense() && !x.bf16) {
        copyPanel(x, row, rows, column + j, width, to, at);
      } else if (x.columnsAreDense() && !x.bf16) {
        turnPanel(x, row, rows, column + j, width, turned, to, at);
      } else {
        for (int p = 0; p < rows; p++) {
          for (int c = 0; c < width; c++) {
            to[at + p * WIDTH + c] = Lanes.number(x.segment, x.at(row + p, column + j + c), x.bf16);
          }
        }
      }
    }
  }

  private static void copyPanel(
      Matrix x, int row, int rows, int column, int width, float[] to, int at) {
    long from = x.at(row, column);
    var segment = x.segment;
    long step = x.rowBytes;
    if (width == WIDTH) {
      for (int p = 0; p < rows; p++, from += step) {
        Lanes.load(segment, from).intoArray(to, at + p * WIDTH);
        Lanes.load(segment, from + 4L * COUNT).intoArray(to, at + p * WIDTH + COUNT);
      }
      return;
    }
    var left = Lanes.SPECIES.indexInRange(0, width);
    var right = Lanes.SPECIES.indexInRange(0, Math.max(0, width - COUNT));
    long half = width > COUNT ? 4L * COUNT : 0; // an empty mask, but still an address inside
    for (int p = 0; p < rows; p++, from += step) {
      FloatVector.fromMemorySegment(Lanes.SPECIES, segment, from, Lanes.ORDER, left)
          .intoArray(to, at + p * WIDTH);
      FloatVector.fromMemorySegment(Lanes.SPECIES, segment, from + half, Lanes.ORDER, right)
          .intoArray(to, at + p * WIDTH + COUNT);
    }
  }

  private static void turnPanel(
      Matrix x, int row, int rows, int column, int width, float[] turned, float[] to, int at) {
    for (int j = 0; j < width; j += Transposition.EDGE) {
      for (int p = 0; p < rows; p += Transposition.EDGE) {
        Transposition.block(
            x.segment,
            x.at(row + p, column + j),
            x.columnBytes,
            width - j,
            rows - p,
            turned,
            to,
            at + p * WIDTH + j,
            WIDTH);
      }
    }
  }
}
