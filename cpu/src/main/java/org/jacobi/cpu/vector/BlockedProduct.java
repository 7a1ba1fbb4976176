package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.MicroKernel.ROWS;
import static org.jacobi.cpu.vector.MicroKernel.WIDTH;
import static org.jacobi.cpu.vector.Packing.UNIT;
import static org.jacobi.cpu.vector.Packing.roundUp;

/**
 * out ← a · b in blocks that fit the caches: a panel of b stays in the first-level cache while the
 * rows of a pass by, a block of a and one of b in the second-level cache (Goto and van de Geijn,
 * "Anatomy of high-performance matrix multiplication", 2008).
 *
 * <p>Each element is a sum over blocks of k, and in each block the sum is taken in order. The
 * blocks follow from k alone, so an element does not depend on how many rows and columns there are.
 */
final class BlockedProduct {
  private static final int BLOCK_K = 288;
  private static final int BLOCK_ROWS = 128;
  private static final int BLOCK_COLUMNS = 1024;

  private BlockedProduct() {}

  static void multiply(ProductScratch scratch) {
    int m = scratch.a.rows;
    int k = scratch.a.columns;
    int n = scratch.b.columns;
    int parts = Math.max(1, (k + BLOCK_K - 1) / BLOCK_K);
    int depth = roundUp((k + parts - 1) / parts, UNIT);
    var right = scratch.right(depth * roundUp(Math.min(n, BLOCK_COLUMNS), WIDTH));
    var left =
        scratch.left(depth * Math.max(ColumnKernel.HEIGHT, roundUp(Math.min(m, BLOCK_ROWS), UNIT)));
    for (int column = 0; column < n; column += BLOCK_COLUMNS) {
      int columns = Math.min(BLOCK_COLUMNS, n - column);
      int from = 0;
      do { // once even where k is 0: the sums are 0 then
        int count = Math.min(depth, k - from);
        Packing.panels(scratch.b, from, count, column, columns, scratch.turned, right);
        for (int row = 0; row < m; row += BLOCK_ROWS) {
          int rows = Math.min(BLOCK_ROWS, m - row);
          Packing.rows(scratch.a, row, rows, from, count, scratch.turned, left);
          block(scratch, row, rows, column, columns, count, from > 0, from + count >= k);
        }
        from += depth;
      } while (from < k);
    }
  }

  /** A block of packed rows times a block of packed panels. */
  private static void block(
      ProductScratch scratch,
      int row,
      int rows,
      int column,
      int columns,
      int k,
      boolean add,
      boolean finish) {
    boolean asColumns = Packing.asColumns(scratch.a, rows, k);
    int stride = Packing.stride(scratch.a, k);
    int depth = roundUp(k, UNIT);
    var tile = scratch.tile;
    for (int j = 0; j < columns; j += WIDTH) {
      int width = Math.min(WIDTH, columns - j);
      for (int i = 0; i < rows; i += ROWS) {
        int height = Math.min(ROWS, rows - i);
        if (asColumns) {
          ColumnKernel.multiply(scratch.left, i, scratch.right, j * depth, k, tile);
        } else {
          MicroKernel.multiply(
              scratch.left,
              i * stride,
              stride,
              height - 1,
              scratch.right,
              j * depth,
              k,
              tile,
              width);
        }
        WriteBack.store(scratch, tile, WIDTH, row + i, height, column + j, width, add, finish);
      }
    }
  }
}
