package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;
import static org.jacobi.cpu.vector.ProductLanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of a product: a few rows of a times one panel of b, with all sums in
 * registers. {@code a} holds rows of which row i starts at {@code at + min(i, last) · stride}; the
 * panel starts at {@code from} and holds {@link #WIDTH} columns side by side for each of {@code k}
 * steps. Each sum is taken in the order of p = 0 … k − 1, whatever the size of the tile.
 *
 * <p>The sums are variables, not an array: only so do they stay in registers.
 */
final class MicroKernel {
  /** Rows of a tile: as many as leave the sums in registers (16 with AVX2, 32 elsewhere). */
  static final int ROWS = COUNT == 8 ? 4 : 8;

  /** Columns of a panel. */
  static final int WIDTH = 2 * COUNT;

  private MicroKernel() {}

  /**
   * tile ← rows · panel.
   *
   * @param last number of the last row that there is; rows of the tile behind it repeat it
   * @param columns columns of the panel that are wanted
   */
  static void multiply(
      float[] a,
      int at,
      int stride,
      int last,
      float[] b,
      int from,
      int k,
      float[] tile,
      int columns) {
    if (last < 4) {
      fourByTwo(a, at, stride, last, b, from, k, tile);
    } else if (columns <= COUNT) {
      eightByOne(a, at, stride, last, b, from, k, tile);
    } else {
      eightByTwo(a, at, stride, last, b, from, k, tile);
    }
  }

  /** 8 rows, 2 vectors wide. */
  static void eightByTwo(
      float[] a, int at, int stride, int last, float[] b, int from, int k, float[] tile) {
    int a1 = at + Math.min(1, last) * stride;
    int a2 = at + Math.min(2, last) * stride;
    int a3 = at + Math.min(3, last) * stride;
    int a4 = at + Math.min(4, last) * stride;
    int a5 = at + Math.min(5, last) * stride;
    int a6 = at + Math.min(6, last) * stride;
    int a7 = at + Math.min(7, last) * stride;
    var c00 = FloatVector.zero(SPECIES);
    var c01 = FloatVector.zero(SPECIES);
    var c10 = FloatVector.zero(SPECIES);
    var c11 = FloatVector.zero(SPECIES);
    var c20 = FloatVector.zero(SPECIES);
    var c21 = FloatVector.zero(SPECIES);
    var c30 = FloatVector.zero(SPECIES);
    var c31 = FloatVector.zero(SPECIES);
    var c40 = FloatVector.zero(SPECIES);
    var c41 = FloatVector.zero(SPECIES);
    var c50 = FloatVector.zero(SPECIES);
    var c51 = FloatVector.zero(SPECIES);
    var c60 = FloatVector.zero(SPECIES);
    var c61 = FloatVector.zero(SPECIES);
    var c70 = FloatVector.zero(SPECIES);
    var c71 = FloatVector.zero(SPECIES);
    for (int p = 0; p < k; p++) {
      var b0 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH);
      var b1 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH + COUNT);
      var x0 = FloatVector.broadcast(SPECIES, a[at + p]);
      c00 = multiplyAdd(x0, b0, c00);
      c01 = multiplyAdd(x0, b1, c01);
      var x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      c10 = multiplyAdd(x1, b0, c10);
      c11 = multiplyAdd(x1, b1, c11);
      var x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      c20 = multiplyAdd(x2, b0, c20);
      c21 = multiplyAdd(x2, b1, c21);
      var x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      c30 = multiplyAdd(x3, b0, c30);
      c31 = multiplyAdd(x3, b1, c31);
      var x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
      c40 = multiplyAdd(x4, b0, c40);
      c41 = multiplyAdd(x4, b1, c41);
      var x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
      c50 = multiplyAdd(x5, b0, c50);
      c51 = multiplyAdd(x5, b1, c51);
      var x6 = FloatVector.broadcast(SPECIES, a[a6 + p]);
      c60 = multiplyAdd(x6, b0, c60);
      c61 = multiplyAdd(x6, b1, c61);
      var x7 = FloatVector.broadcast(SPECIES, a[a7 + p]);
      c70 = multiplyAdd(x7, b0, c70);
      c71 = multiplyAdd(x7, b1, c71);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, COUNT);
    c10.intoArray(tile, WIDTH);
    c11.intoArray(tile, WIDTH + COUNT);
    c20.intoArray(tile, 2 * WIDTH);
    c21.intoArray(tile, 2 * WIDTH + COUNT);
    c30.intoArray(tile, 3 * WIDTH);
    c31.intoArray(tile, 3 * WIDTH + COUNT);
    c40.intoArray(tile, 4 * WIDTH);
    c41.intoArray(tile, 4 * WIDTH + COUNT);
    c50.intoArray(tile, 5 * WIDTH);
    c51.intoArray(tile, 5 * WIDTH + COUNT);
    c60.intoArray(tile, 6 * WIDTH);
    c61.intoArray(tile, 6 * WIDTH + COUNT);
    c70.intoArray(tile, 7 * WIDTH);
    c71.intoArray(tile, 7 * WIDTH + COUNT);
  }

  /** 4 rows, 2 vectors wide. */
  static void fourByTwo(
      float[] a, int at, int stride, int last, float[] b, int from, int k, float[] tile) {
    int a1 = at + Math.min(1, last) * stride;
    int a2 = at + Math.min(2, last) * stride;
    int a3 = at + Math.min(3, last) * stride;
    var c00 = FloatVector.zero(SPECIES);
    var c01 = FloatVector.zero(SPECIES);
    var c10 = FloatVector.zero(SPECIES);
    var c11 = FloatVector.zero(SPECIES);
    var c20 = FloatVector.zero(SPECIES);
    var c21 = FloatVector.zero(SPECIES);
    var c30 = FloatVector.zero(SPECIES);
    var c31 = FloatVector.zero(SPECIES);
    for (int p = 0; p < k; p++) {
      var b0 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH);
      var b1 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH + COUNT);
      var x0 = FloatVector.broadcast(SPECIES, a[at + p]);
      c00 = multiplyAdd(x0, b0, c00);
      c01 = multiplyAdd(x0, b1, c01);
      var x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      c10 = multiplyAdd(x1, b0, c10);
      c11 = multiplyAdd(x1, b1, c11);
      var x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      c20 = multiplyAdd(x2, b0, c20);
      c21 = multiplyAdd(x2, b1, c21);
      var x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      c30 = multiplyAdd(x3, b0, c30);
      c31 = multiplyAdd(x3, b1, c31);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, COUNT);
    c10.intoArray(tile, WIDTH);
    c11.intoArray(tile, WIDTH + COUNT);
    c20.intoArray(tile, 2 * WIDTH);
    c21.intoArray(tile, 2 * WIDTH + COUNT);
    c30.intoArray(tile, 3 * WIDTH);
    c31.intoArray(tile, 3 * WIDTH + COUNT);
  }

  /** 8 rows, 1 vector wide; the right half of the tile is left as it is. */
  static void eightByOne(
      float[] a, int at, int stride, int last, float[] b, int from, int k, float[] tile) {
    int a1 = at + Math.min(1, last) * stride;
    int a2 = at + Math.min(2, last) * stride;
    int a3 = at + Math.min(3, last) * stride;
    int a4 = at + Math.min(4, last) * stride;
    int a5 = at + Math.min(5, last) * stride;
    int a6 = at + Math.min(6, last) * stride;
    int a7 = at + Math.min(7, last) * stride;
    var c00 = FloatVector.zero(SPECIES);
    var c10 = FloatVector.zero(SPECIES);
    var c20 = FloatVector.zero(SPECIES);
    var c30 = FloatVector.zero(SPECIES);
    var c40 = FloatVector.zero(SPECIES);
    var c50 = FloatVector.zero(SPECIES);
    var c60 = FloatVector.zero(SPECIES);
    var c70 = FloatVector.zero(SPECIES);
    for (int p = 0; p < k; p++) {
      var b0 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH);
      var x0 = FloatVector.broadcast(SPECIES, a[at + p]);
      c00 = multiplyAdd(x0, b0, c00);
      var x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      c10 = multiplyAdd(x1, b0, c10);
      var x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      c20 = multiplyAdd(x2, b0, c20);
      var x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      c30 = multiplyAdd(x3, b0, c30);
      var x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
      c40 = multiplyAdd(x4, b0, c40);
      var x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
      c50 = multiplyAdd(x5, b0, c50);
      var x6 = FloatVector.broadcast(SPECIES, a[a6 + p]);
      c60 = multiplyAdd(x6, b0, c60);
      var x7 = FloatVector.broadcast(SPECIES, a[a7 + p]);
      c70 = multiplyAdd(x7, b0, c70);
    }
    c00.intoArray(tile, 0);
    c10.intoArray(tile, WIDTH);
    c20.intoArray(tile, 2 * WIDTH);
    c30.intoArray(tile, 3 * WIDTH);
    c40.intoArray(tile, 4 * WIDTH);
    c50.intoArray(tile, 5 * WIDTH);
    c60.intoArray(tile, 6 * WIDTH);
    c70.intoArray(tile, 7 * WIDTH);
  }
}
