package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.MicroKernel.WIDTH;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;
import static org.jacobi.cpu.vector.ProductLanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;

/**
 * The tile of {@link MicroKernel} with 8 rows and 2 vectors, where a is packed column by column:
 * number p of row i stands at {@code at + i + p · HEIGHT}. The gradient of a weight has its left
 * factor so in memory, and to turn it takes a third of a small product's time. The sums are taken
 * in the same order. The distance is a constant, because only then the compiler moves the checks of
 * bounds out of the loop; rows behind the last are whatever stands there, and nobody looks at them.
 */
final class ColumnKernel {
  /** Distance of packed columns, and the most rows and columns that are packed so: 16 KiB. */
  static final int HEIGHT = 64;

  private ColumnKernel() {}

  /** Whether a product of this size is computed so; needs 16 vectors for the sums. */
  static boolean takes(int rows, int columns) {
    return COUNT == 16 && rows <= HEIGHT && columns <= HEIGHT;
  }

  /** tile ← rows · panel, as {@link MicroKernel#multiply}. */
  static void multiply(float[] a, int at, float[] b, int from, int k, float[] tile) {
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
      int q = at + p * HEIGHT;
      var b0 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH);
      var b1 = FloatVector.fromArray(SPECIES, b, from + p * WIDTH + COUNT);
      var x0 = FloatVector.broadcast(SPECIES, a[q]);
      c00 = multiplyAdd(x0, b0, c00);
      c01 = multiplyAdd(x0, b1, c01);
      var x1 = FloatVector.broadcast(SPECIES, a[q + 1]);
      c10 = multiplyAdd(x1, b0, c10);
      c11 = multiplyAdd(x1, b1, c11);
      var x2 = FloatVector.broadcast(SPECIES, a[q + 2]);
      c20 = multiplyAdd(x2, b0, c20);
      c21 = multiplyAdd(x2, b1, c21);
      var x3 = FloatVector.broadcast(SPECIES, a[q + 3]);
      c30 = multiplyAdd(x3, b0, c30);
      c31 = multiplyAdd(x3, b1, c31);
      var x4 = FloatVector.broadcast(SPECIES, a[q + 4]);
      c40 = multiplyAdd(x4, b0, c40);
      c41 = multiplyAdd(x4, b1, c41);
      var x5 = FloatVector.broadcast(SPECIES, a[q + 5]);
      c50 = multiplyAdd(x5, b0, c50);
      c51 = multiplyAdd(x5, b1, c51);
      var x6 = FloatVector.broadcast(SPECIES, a[q + 6]);
      c60 = multiplyAdd(x6, b0, c60);
      c61 = multiplyAdd(x6, b1, c61);
      var x7 = FloatVector.broadcast(SPECIES, a[q + 7]);
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
}
