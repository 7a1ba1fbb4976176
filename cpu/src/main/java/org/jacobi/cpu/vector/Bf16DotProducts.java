package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.jacobi.cpu.vector.DotProducts.CHUNK;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.ORDER;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;
import static org.jacobi.cpu.vector.ProductLanes.multiplyAdd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DotProducts} with a matrix stored as BF16, which halves what is read from memory. A vector
 * of the matrix holds pairs of neighbours: the upper half of each pair is an F32 once the lower is
 * cleared, the lower once it is shifted up. So the elements of x are sorted into even and odd
 * first.
 */
final class Bf16DotProducts {
  private static final VectorSpecies<Integer> PAIRS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int STEP = 2 * COUNT;
  private static final int UPPER = 0xFFFF0000;
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % COUNT);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, lane -> (2 * lane + 1) % COUNT);
  private static final VectorMask<Float> UPPER_LANES = ProductLanes.having(SPECIES, COUNT / 2);

  private static final int[][] LAST = last();

  private Bf16DotProducts() {}

  /** out ← vectors (F32) · matrix (BF16)ᵀ, both with dense rows. */
  static void multiply(ProductScratch scratch, Matrix vectors, Matrix matrix) {
    int k = matrix.columns;
    for (int r = 0; r < vectors.rows; r++) {
      float[] x = scratch.sorted(Packing.roundUp(k, STEP));
      sort(vectors.segment, vectors.at(r, 0), k, x);
      for (int first = 0; first < matrix.rows; first += CHUNK) {
        int count = Math.min(CHUNK, matrix.rows - first);
        int groups = (count + 7) / 8;
        float[] lanes = scratch.right(groups * 8 * COUNT);
        chunk(matrix, first, count, x, lanes);
        float[] sums = scratch.left(groups * 8 + COUNT);
        LaneSums.store(lanes, groups, sums);
        WriteBack.store(scratch, sums, groups * 8, r, 1, first, count, false, true);
      }
    }
  }

  private static void chunk(Matrix matrix, int first, int count, float[] x, float[] lanes) {
    int k = matrix.columns;
    for (int i = 0; i < count; i += 4) {
      long at = matrix.at(first + i, 0);
      int last = Math.min(4, count - i) - 1;
      four(matrix.segment, at, matrix.rowBytes, last, x, k, lanes, i * COUNT);
      if (k % STEP != 0) {
        tail(matrix.segment, at, matrix.rowBytes, last, x, k, lanes, i * COUNT);
      }
    }
  }

  /**
   * Of each {@link #STEP} elements the even ones first, then the odd ones. What is left behind the
   * last whole step stands at the end of a last step, behind zeros.
   */
  private static void sort(MemorySegment from, long at, int k, float[] to) {
    int whole = k - k % STEP;
    for (int p = 0; p < whole; p += STEP) {
      sortStep(from, at + 4L * p, STEP, to, p);
    }
    if (whole < k && k > STEP) {
      sortStep(from, at + 4L * (k - STEP), k - whole, to, whole);
    } else if (whole < k) {
      for (int i = 0; i < STEP; i++) {
        int p = k - STEP + i;
        to[i / 2 + i % 2 * COUNT] = p < 0 ? 0 : from.get(JAVA_FLOAT_UNALIGNED, at + 4L * p);
      }
    }
  }

  private static void sortStep(MemorySegment from, long at, int wanted, float[] to, int toAt) {
    var a = FloatVector.fromMemorySegment(SPECIES, from, at, ORDER);
    var b = FloatVector.fromMemorySegment(SPECIES, from, at + 4L * COUNT, ORDER);
    var even = a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER_LANES);
    var odd = a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_LANES);
    ProductLanes.clearFirst(even, COUNT - wanted / 2).intoArray(to, toAt);
    ProductLanes.clearFirst(odd, COUNT - (wanted + 1) / 2).intoArray(to, toAt + COUNT);
  }

  /** The elements with even numbers, in the lower halves of pairs. */
  private static FloatVector lower(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  private static FloatVector upper(IntVector pairs) {
    return pairs.and(UPPER).reinterpretAsFloats();
  }

  /**
   * The lanes of four sums over the whole steps, of x with row min(i, last) for i from 0 to 3. Not
   * of eight: the compiler would give up inlining, and vectors would become objects.
   */
  private static void four(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int last,
      float[] x,
      int k,
      float[] lanes,
      int to) {
    long at1 = at + Math.min(1, last) * rowBytes;
    long at2 = at + Math.min(2, last) * rowBytes;
    long at3 = at + Math.min(3, last) * rowBytes;
    var even0 = FloatVector.zero(SPECIES);
    var even1 = even0;
    var even2 = even0;
    var even3 = even0;
    var odd0 = even0;
    var odd1 = even0;
    var odd2 = even0;
    var odd3 = even0;
    int whole = k - k % STEP;
    for (int p = 0; p < whole; p += STEP) {
      long step = 2L * p;
      var even = FloatVector.fromArray(SPECIES, x, p);
      var odd = FloatVector.fromArray(SPECIES, x, p + COUNT);
      var pairs0 = IntVector.fromMemorySegment(PAIRS, matrix, at + step, ORDER);
      even0 = multiplyAdd(even, lower(pairs0), even0);
      odd0 = multiplyAdd(odd, upper(pairs0), odd0);
      var pairs1 = IntVector.fromMemorySegment(PAIRS, matrix, at1 + step, ORDER);
      even1 = multiplyAdd(even, lower(pairs1), even1);
      odd1 = multiplyAdd(odd, upper(pairs1), odd1);
      var pairs2 = IntVector.fromMemorySegment(PAIRS, matrix, at2 + step, ORDER);
      even2 = multiplyAdd(even, lower(pairs2), even2);
      odd2 = multiplyAdd(odd, upper(pairs2), odd2);
      var pairs3 = IntVector.fromMemorySegment(PAIRS, matrix, at3 + step, ORDER);
      even3 = multiplyAdd(even, lower(pairs3), even3);
      odd3 = multiplyAdd(odd, upper(pairs3), odd3);
    }
    even0.add(odd0).intoArray(lanes, to);
    even1.add(odd1).intoArray(lanes, to + COUNT);
    even2.add(odd2).intoArray(lanes, to + 2 * COUNT);
    even3.add(odd3).intoArray(lanes, to + 3 * COUNT);
  }

  /** Adds the products of what is left behind the last whole step. */
  private static void tail(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int last,
      float[] x,
      int k,
      float[] lanes,
      int to) {
    int left = k % STEP;
    int whole = k - left;
    if (k < STEP) { // no step ends here: one by one
      for (int i = 0; i <= last; i++) {
        for (int p = 0; p < k; p++) {
          int place = STEP - k + p;
          float w = ProductLanes.number(matrix, at + i * rowBytes + 2L * p, true);
          lanes[to + i * COUNT + place / 2] += x[place / 2 + place % 2 * COUNT] * w;
        }
      }
      return;
    }
    for (int i = 0; i <= last; i++) {
      tail(
          matrix, at + i * rowBytes + 2L * (k - STEP), LAST[left], x, whole, lanes, to + i * COUNT);
    }
  }

  private static void tail(
      MemorySegment matrix, long at, int[] wanted, float[] x, int from, float[] lanes, int to) {
    var pairs =
        IntVector.fromMemorySegment(PAIRS, matrix, at, ORDER)
            .and(IntVector.fromArray(PAIRS, wanted, 0));
    var even = FloatVector.fromArray(SPECIES, x, from);
    var odd = FloatVector.fromArray(SPECIES, x, from + COUNT);
    var sum = multiplyAdd(even, lower(pairs), FloatVector.fromArray(SPECIES, lanes, to));
    multiplyAdd(odd, upper(pairs), sum).intoArray(lanes, to);
  }

  /** The bits of the last 0, 1, 2 … elements of a step. */
  private static int[][] last() {
    int[][] bits = new int[STEP][COUNT];
    for (int left = 1; left < STEP; left++) {
      for (int i = STEP - left; i < STEP; i++) {
        bits[left][i / 2] |= i % 2 == 0 ? ~UPPER : UPPER;
      }
    }
    return bits;
  }
}
