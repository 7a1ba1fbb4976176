package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Contour lines of heights over a grid, found by marching squares (Lorensen and Cline 1987, in the
 * plane). The lines of a level are closed: they go around what lies below it, along the border too,
 * so that the inside can be filled.
 */
final class Contours {
  private static final int LEVELS = 16;

  private final int columns;
  private final int rows;
  private final double[] heights;
  private final double width;
  private final double height;

  /**
   * Heights with a wall around them.
   *
   * @param heights row after row from below
   * @param width of the drawing
   * @param height of the drawing, whose y goes down
   */
  Contours(double[] heights, int columns, double width, double height) {
    this.columns = columns + 2;
    this.rows = heights.length / columns + 2;
    this.width = width;
    this.height = height;
    this.heights = new double[this.columns * rows];
    Arrays.fill(this.heights, Double.MAX_VALUE);
    for (int row = 1; row < rows - 1; row++) {
      System.arraycopy(heights, (row - 1) * columns, this.heights, row * this.columns + 1, columns);
    }
  }

  /**
   * Levels from the highest to the lowest, closer to each other where it is low: low + (high − low)
   * · shareᵖ, where p is such that about half of the places lie below the middle one.
   */
  static double[] levels(double[] heights) {
    double[] sorted = Arrays.stream(heights).filter(Double::isFinite).sorted().toArray();
    double low = sorted[0];
    double range = sorted[sorted.length - 1] - low;
    double median = (sorted[sorted.length / 2] - low) / range;
    double power = Math.clamp(-StrictMath.log(median) / StrictMath.log(2), 2, 6);
    double[] levels = new double[LEVELS];
    Arrays.setAll(levels, i -> low + range * StrictMath.pow((LEVELS - i) / (LEVELS + 1.0), power));
    return levels;
  }

  /** The lines of one level as the attribute {@code d} of a path. */
  String path(double level) {
    Map<Long, Long> next = new HashMap<>();
    for (int row = 0; row < rows - 1; row++) {
      for (int column = 0; column < columns - 1; column++) {
        cell(row, column, level, next);
      }
    }
    var path = new StringBuilder();
    List<Long> starts = new ArrayList<>(next.keySet());
    starts.sort(null);
    for (Long start : starts) {
      Long at = start;
      char command = 'M';
      while (at != null && next.containsKey(at)) {
        Long following = next.remove(at);
        path.append(command).append(point(at, level));
        command = 'L';
        at = following;
      }
      path.append(command == 'L' ? "Z" : "");
    }
    return path.toString();
  }

  /** The pieces of line in one cell, each from edge to edge with the low side on the left. */
  private void cell(int row, int column, double level, Map<Long, Long> next) {
    boolean a = isLow(row, column, level);
    boolean b = isLow(row, column + 1, level);
    boolean c = isLow(row + 1, column + 1, level);
    boolean d = isLow(row + 1, column, level);
    long below = edge(row, column, false);
    long above = edge(row + 1, column, false);
    long left = edge(row, column, true);
    long right = edge(row, column + 1, true);
    long[] edges = {below, right, above, left};
    boolean[] low = {a, b, c, d};
    // Around the cell, edge i leads from corner i to corner i + 1: a line leaves where it goes
    // from low to high, and enters where it goes from high to low.
    List<Long> in = new ArrayList<>(2);
    List<Long> out = new ArrayList<>(2);
    for (int i = 0; i < 4; i++) {
      if (low[i] && !low[(i + 1) % 4]) {
        out.add(edges[i]);
      } else if (!low[i] && low[(i + 1) % 4]) {
        in.add(edges[i]);
      }
    }
    if (in.size() == 1) {
      next.put(out.getFirst(), in.getFirst());
    } else if (in.size() == 2) {
      boolean joined = middle(row, column) < level;
      // Two low corners opposite to each other: joined or not, as the middle of the cell says.
      boolean same = low[0] == joined;
      next.put(out.get(0), in.get(same ? 0 : 1));
      next.put(out.get(1), in.get(same ? 1 : 0));
    }
  }

  private double middle(int row, int column) {
    return (at(row, column) / 4 + at(row, column + 1) / 4)
        + (at(row + 1, column) / 4 + at(row + 1, column + 1) / 4);
  }

  private double at(int row, int column) {
    return heights[row * columns + column];
  }

  private boolean isLow(int row, int column, double level) {
    return at(row, column) < level;
  }

  private long edge(int row, int column, boolean upright) {
    return 2L * ((long) row * columns + column) + (upright ? 1 : 0);
  }

  /** Where the line crosses an edge, by linear interpolation. */
  private String point(long edge, double level) {
    int at = (int) (edge / 2);
    int row = at / columns;
    int column = at % columns;
    boolean upright = edge % 2 == 1;
    double from = heights[at];
    double to = upright ? at(row + 1, column) : at(row, column + 1);
    double share = to == from ? 0.5 : (level - from) / (to - from);
    if (!(share >= 0 && share <= 1)) {
      share = 0.5;
    }
    double x = column - 1 + (upright ? 0 : share);
    double y = row - 1 + (upright ? share : 0);
    return place(x / (columns - 3) * width) + " " + place((1 - y / (rows - 3)) * height);
  }

  /** A place in a drawing, to a tenth. */
  static String place(double x) {
    long tenths = Math.round(Math.max(-1e6, Math.min(1e6, x)) * 10);
    return tenths % 10 == 0
        ? "" + tenths / 10
        : (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths % 10);
  }
}
