package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.COUNT;
import static org.jacobi.cpu.vector.Lanes.SPECIES;
import static org.jacobi.cpu.vector.Lanes.multiplyAdd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
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
  private static final VectorSpecies<Short> SINGLE =
      VectorSpecies.of(short.class, SPECIES.vectorShape());
  private static final int STEP = 2 * COUNT;
  private static final int UPPER = 0xFFFF0000;
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % COUNT);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, lane -> (2 * lane + 1) % COUNT);
  private static final VectorMask<Float> UPPER_LANES = Lanes.having(SPECIES, COUNT / 2);

  private Bf16DotProducts() {}

  /** out ← vectors (F32) · matrix (BF16)ᵀ, both with dense rows. */
  static void multiply(ProductScratch scratch, Matrix vectors, Matrix matrix) {
    int count = matrix.rows;
    int k = matrix.columns;
    int rows = vectors.rows;
    int sorted = Packing.roundUp(k, STEP);
    float[] x = scratch.right(sorted);
    int stride = Packing.roundUp(count, 8) + COUNT; // eight sums are stored as a whole vector
    float[] sums = scratch.left(stride);
    for (int r = 0; r < rows; r++) {
      sort(vectors.segment, vectors.at(r, 0), k, x);
      for (int i = 0; i < count; i += 8) {
        int last = Math.min(8, count - i) - 1;
        long at = matrix.at(i, 0);
        four(matrix.segment, at, matrix.rowBytes, 0, last, x, k, scratch.lanes);
        four(matrix.segment, at, matrix.rowBytes, 4, last, x, k, scratch.lanes);
        if (k % STEP != 0) {
          tail(matrix.segment, at, matrix.rowBytes, last, x, k, scratch.lanes);
        }
        LaneSums.store(scratch.lanes, sums, i);
      }
      WriteBack.store(scratch, sums, stride, r, 1, 0, count, false, true);
    }
  }

  /** Of each {@link #STEP} elements the even ones first, then the odd ones; behind the last 0. */
  private static void sort(MemorySegment from, long at, int k, float[] to) {
    for (int p = 0; p < k; p += STEP) {
      int left = k - p;
      var a = Lanes.load(from, at + 4L * p, left);
      var b = FloatVector.zero(SPECIES);
      if (left > COUNT) {
        b = Lanes.load(from, at + 4L * (p + COUNT), left - COUNT);
      }
      a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER_LANES).intoArray(to, p);
      a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_LANES).intoArray(to, p + COUNT);
    }
  }

  private static IntVector load(MemorySegment from, long at) {
    return IntVector.fromMemorySegment(PAIRS, from, at, Lanes.ORDER);
  }

  /** The elements with even numbers, in the lower halves of pairs. */
  private static FloatVector lower(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  private static FloatVector upper(IntVector pairs) {
    return pairs.and(UPPER).reinterpretAsFloats();
  }

  /**
   * The lanes of four sums over the whole steps, of x with row min(i, last) for i = first … first +
   * 3. Not of eight: the compiler would give up inlining, and vectors would become objects.
   */
  private static void four(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int first,
      int last,
      float[] x,
      int k,
      float[] lanes) {
    long at0 = at + Math.min(first, last) * rowBytes;
    long at1 = at + Math.min(first + 1, last) * rowBytes;
    long at2 = at + Math.min(first + 2, last) * rowBytes;
    long at3 = at + Math.min(first + 3, last) * rowBytes;
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
      var pairs0 = load(matrix, at0 + step);
      even0 = multiplyAdd(even, lower(pairs0), even0);
      odd0 = multiplyAdd(odd, upper(pairs0), odd0);
      var pairs1 = load(matrix, at1 + step);
      even1 = multiplyAdd(even, lower(pairs1), even1);
      odd1 = multiplyAdd(odd, upper(pairs1), odd1);
      var pairs2 = load(matrix, at2 + step);
      even2 = multiplyAdd(even, lower(pairs2), even2);
      odd2 = multiplyAdd(odd, upper(pairs2), odd2);
      var pairs3 = load(matrix, at3 + step);
      even3 = multiplyAdd(even, lower(pairs3), even3);
      odd3 = multiplyAdd(odd, upper(pairs3), odd3);
    }
    even0.add(odd0).intoArray(lanes, first * COUNT);
    even1.add(odd1).intoArray(lanes, (first + 1) * COUNT);
    even2.add(odd2).intoArray(lanes, (first + 2) * COUNT);
    even3.add(odd3).intoArray(lanes, (first + 3) * COUNT);
  }

  /** Adds what is left behind the last whole step. */
  private static void tail(
      MemorySegment matrix, long at, long rowBytes, int last, float[] x, int k, float[] lanes) {
    int whole = k - k % STEP;
    var mask = SINGLE.indexInRange(0, k - whole);
    var even = FloatVector.fromArray(SPECIES, x, whole);
    var odd = FloatVector.fromArray(SPECIES, x, whole + COUNT);
    for (int i = 0; i <= last; i++) {
      var pairs =
          ShortVector.fromMemorySegment(
                  SINGLE, matrix, at + i * rowBytes + 2L * whole, Lanes.ORDER, mask)
              .reinterpretAsInts();
      var sum = FloatVector.fromArray(SPECIES, lanes, i * COUNT);
      sum = multiplyAdd(odd, upper(pairs), multiplyAdd(even, lower(pairs), sum));
      sum.intoArray(lanes, i * COUNT);
    }
  }
}
