package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.jacobi.cpu.vector.MicroKernel.WIDTH;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.ORDER;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Copies parts of the factors to where the micro-kernel reads them in order: the left one as rows,
 * the right one as panels of {@link MicroKernel#WIDTH} columns. What lies side by side in the
 * source is copied, and transposed if need be, by vectors.
 */
final class Packing {
  /** Rows and columns are packed in multiples of this, so that whole vectors can be written. */
  static final int UNIT = 16;

  private Packing() {}

  static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }

  /** Distance of packed rows of so many columns of x. */
  static int stride(Matrix x, int columns) {
    return isDense(x, columns) ? columns : roundUp(columns, UNIT);
  }

  /** Whether these are all columns, without gaps between the rows: then one copy is enough. */
  private static boolean isDense(Matrix x, int columns) {
    return columns == x.columns && x.rowsAreDense() && x.rowBytes == 4L * columns;
  }

  /** Whether so few rows are packed column by column, as they lie in memory. */
  static boolean asColumns(Matrix x, int rows, int columns) {
    return x.columnsAreDense() && !x.rowsAreDense() && ColumnKernel.takes(rows, columns);
  }

  /**
   * to[i · stride + p] ← x[row + i, column + p], or to[i + p · {@link ColumnKernel#HEIGHT}] if they
   * go {@link #asColumns}; what stands between is not defined.
   */
  static void rows(
      Matrix x, int row, int rows, int column, int columns, float[] turned, float[] to) {
    if (asColumns(x, rows, columns)) {
      copyLines(x, x.at(row, column), x.columnBytes, columns, rows, to, ColumnKernel.HEIGHT);
      return;
    }
    int stride = stride(x, columns);
    if (stride == columns && isDense(x, columns)) {
      MemorySegment.copy(x.segment, JAVA_FLOAT_UNALIGNED, x.at(row, 0), to, 0, rows * columns);
    } else if (x.rowsAreDense()) {
      copyLines(x, x.at(row, column), x.rowBytes, rows, columns, to, stride);
    } else if (x.columnsAreDense()) {
      for (int p = 0; p < columns; p += Transposition.EDGE) {
        turn(x, row, rows, column + p, columns - p, turned, to, p, stride);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        for (int p = 0; p < columns; p++) {
          to[i * stride + p] = x.segment.get(JAVA_FLOAT_UNALIGNED, x.at(row + i, column + p));
        }
      }
    }
  }

  /** to[i · stride + j] ← number j of line i, for so many lines of {@code count} numbers. */
  private static void copyLines(
      Matrix x, long at, long lineBytes, int lines, int count, float[] to, int stride) {
    if (count < COUNT) {
      for (int i = 0; i < lines; i++) {
        ProductLanes.copyFirst(x.segment, at + i * lineBytes, count, to, i * stride);
      }
      return;
    }
    var segment = x.segment;
    for (int i = 0; i < lines; i++) {
      for (int j = 0; j < count; j += COUNT) {
        int from = Math.min(j, count - COUNT); // the last vector may overlap the one before
        FloatVector.fromMemorySegment(SPECIES, segment, at + i * lineBytes + 4L * from, ORDER)
            .intoArray(to, i * stride + from);
      }
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
      int from = Math.max(0, Math.min(i, rows - Transposition.EDGE)); // may overlap
      Transposition.block(
          x.segment,
          x.at(row + from, column),
          x.columnBytes,
          columns,
          rows - from,
          turned,
          to,
          toAt + from * stride,
          stride);
    }
  }

  /**
   * to[q · height · WIDTH + p · WIDTH + j] ← x[row + p, column + q · WIDTH + j], where height is
   * the number of rows rounded up to {@link #UNIT}; what stands in other columns is not defined.
   */
  static void panels(
      Matrix x, int row, int rows, int column, int columns, float[] turned, float[] to) {
    int panel = roundUp(rows, UNIT) * WIDTH;
    for (int j = 0, at = 0; j < columns; j += WIDTH, at += panel) {
      int width = Math.min(columns - j, WIDTH);
      if (x.rowsAreDense()) {
        copyPanel(x, row, rows, column + j, width, to, at);
      } else if (x.columnsAreDense()) {
        turnPanel(x, row, rows, column + j, width, turned, to, at);
      } else {
        for (int p = 0; p < rows; p++) {
          for (int c = 0; c < width; c++) {
            to[at + p * WIDTH + c] =
                x.segment.get(JAVA_FLOAT_UNALIGNED, x.at(row + p, column + j + c));
          }
        }
      }
    }
  }

  private static void copyPanel(
      Matrix x, int row, int rows, int column, int width, float[] to, int at) {
    var segment = x.segment;
    long from = x.at(row, column);
    long step = x.rowBytes;
    if (width < COUNT) {
      for (int p = 0; p < rows; p++, from += step) {
        ProductLanes.copyFirst(segment, from, width, to, at + p * WIDTH);
      }
      return;
    }
    int second = width - COUNT; // the second vector may overlap the first
    for (int p = 0; p < rows; p++, from += step) {
      FloatVector.fromMemorySegment(SPECIES, segment, from, ORDER).intoArray(to, at + p * WIDTH);
      FloatVector.fromMemorySegment(SPECIES, segment, from + 4L * second, ORDER)
          .intoArray(to, at + p * WIDTH + second);
    }
  }

  private static void turnPanel(
      Matrix x, int row, int rows, int column, int width, float[] turned, float[] to, int at) {
    for (int j = 0; j < width; j += Transposition.EDGE) {
      for (int p = 0; p < rows; p += Transposition.EDGE) {
        int from = Math.max(0, Math.min(p, rows - Transposition.EDGE)); // may overlap
        Transposition.block(
            x.segment,
            x.at(row + from, column + j),
            x.columnBytes,
            width - j,
            rows - from,
            turned,
            to,
            at + from * WIDTH + j,
            WIDTH);
      }
    }
  }
}
