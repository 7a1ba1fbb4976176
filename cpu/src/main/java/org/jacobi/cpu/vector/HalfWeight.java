package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.jacobi.cpu.vector.ProductLanes.COUNT;
import static org.jacobi.cpu.vector.ProductLanes.ORDER;
import static org.jacobi.cpu.vector.ProductLanes.SPECIES;
import static org.jacobi.cpu.vector.ProductLanes.multiplyAdd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a weight (out × in) in BF16 for products with few rows, where reading the weight takes
 * the time. The lanes of a vector are outputs, and each holds the numbers of two neighbouring
 * inputs: the lower half becomes an F32 when it is shifted up. The upper half is one as it stands,
 * with the lower half as its further digits: it is rounded so that both together come nearest, and
 * is off by 2⁻⁸ of itself at most, as by rounding to BF16, or by 2⁻¹²⁵: a 0 becomes as little. So
 * nothing need be cleared, which saves a fifth of the time. {@value #VECTORS} vectors make a block,
 * in which the pairs of inputs follow each other.
 *
 * <p>An element is the sum over the even inputs, in their order, and that over the odd ones.
 */
public final class HalfWeight {
  private static final VectorSpecies<Integer> PAIRS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int VECTORS = 4;
  private static final int BLOCK = VECTORS * COUNT;

  /** With fewer numbers there is nothing to be gained. */
  private static final int SMALL = 4096;

  /** The largest magnitude of BF16, and the least that is not subnormal. */
  private static final int LARGEST = 0x7F7F;

  private static final int LEAST = 0x0080;

  // Not final: see Apart. With what writes the sums it would be too long for the compiler.
  private static MethodHandle blocks =
      Apart.handle(
          MethodHandles.lookup(),
          "blocks",
          MemorySegment.class,
          float[].class,
          int.class,
          float[].class,
          int.class);

  private final int out;
  private final int in;
  private final int pairs;
  private final MemorySegment memory;

  HalfWeight(NDArray weight) {
    this(weight, weight.toFloats());
  }

  private HalfWeight(NDArray weight, float[] numbers) {
    this.out = weight.shape().dim(0);
    this.in = weight.shape().dim(1);
    this.pairs = (in + 1) / 2;
    this.memory = Arena.ofAuto().allocate(4L * Packing.roundUp(out, BLOCK) * pairs, 64);
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i += 2) {
        float odd = i + 1 < in ? numbers[o * in + i + 1] : 0;
        long at = (long) (o / BLOCK * pairs + i / 2) * BLOCK + o % BLOCK;
        memory.setAtIndex(JAVA_INT, at, pair(numbers[o * in + i], odd));
      }
    }
  }

  /** A copy of this F32 matrix; null if it would not be faster, or a number is beyond BF16. */
  public static @Nullable HalfWeight of(NDArray weight) {
    int rows = weight.shape().dim(0);
    if (weight.size() < SMALL || 2 * Packing.roundUp(rows, BLOCK) > 3 * rows) {
      return null;
    }
    float[] numbers = weight.toFloats();
    for (float number : numbers) {
      if (!(Math.abs(number) <= Float.intBitsToFloat(LARGEST << 16))) {
        return null;
      }
    }
    return new HalfWeight(weight, numbers);
  }

  /** The lower half is rounded to nearest, ties to even. */
  private static int pair(float even, float odd) {
    int lower = RoundingLoops.half(even) & 0xFFFF;
    int magnitude = Float.floatToRawIntBits(Math.abs(odd));
    int upper = Math.clamp((magnitude - lower + 0x8000) >> 16, LEAST, LARGEST);
    return (Float.floatToRawIntBits(odd) & Integer.MIN_VALUE) | upper << 16 | lower;
  }

  /** out ← x · wᵀ + bias, as {@link VectorProduct#linear}. */
  public void linear(NDArray x, @Nullable NDArray bias, boolean relu, NDArray result) {
    var scratch = ProductScratch.take();
    try {
      scratch.a.set(x);
      scratch.out.set(result);
      scratch.relu = relu;
      VectorProduct.setBias(scratch, bias);
      float[] row = scratch.row(2 * pairs);
      float[] sums = scratch.left(Packing.roundUp(out, BLOCK));
      for (int r = 0; r < scratch.out.rows; r++) {
        copyRow(scratch.a, r, row);
        blocks.invokeExact(memory, row, pairs, sums, out);
        WriteBack.store(scratch, sums, 0, r, 1, 0, out, false, true);
      }
    } catch (Throwable e) {
      throw Apart.thrown(e);
    } finally {
      scratch.release();
    }
  }

  /** With a 0 behind an odd number of inputs. */
  private void copyRow(Matrix x, int r, float[] row) {
    row[2 * pairs - 1] = 0;
    if (x.rowsAreDense()) {
      MemorySegment.copy(x.segment, JAVA_FLOAT_UNALIGNED, x.at(r, 0), row, 0, in);
      return;
    }
    for (int i = 0; i < in; i++) {
      row[i] = x.segment.get(JAVA_FLOAT_UNALIGNED, x.at(r, i));
    }
  }

  private static FloatVector lower(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /** The sums of one row, for all blocks. */
  static void blocks(MemorySegment memory, float[] row, int pairs, float[] sums, int out) {
    for (int o = 0; o < out; o += BLOCK) {
      block(memory, 4L * o * pairs, row, pairs, sums, o);
    }
  }

  /** The sums of one block. */
  private static void block(
      MemorySegment memory, long at, float[] row, int pairs, float[] sums, int to) {
    var even0 = FloatVector.zero(SPECIES);
    var even1 = even0;
    var even2 = even0;
    var even3 = even0;
    var odd0 = even0;
    var odd1 = even0;
    var odd2 = even0;
    var odd3 = even0;
    for (int p = 0; p < pairs; p++) {
      long from = at + 4L * BLOCK * p;
      var even = FloatVector.broadcast(SPECIES, row[2 * p]);
      var odd = FloatVector.broadcast(SPECIES, row[2 * p + 1]);
      var w0 = IntVector.fromMemorySegment(PAIRS, memory, from, ORDER);
      even0 = multiplyAdd(even, lower(w0), even0);
      odd0 = multiplyAdd(odd, w0.reinterpretAsFloats(), odd0);
      var w1 = IntVector.fromMemorySegment(PAIRS, memory, from + 4L * COUNT, ORDER);
      even1 = multiplyAdd(even, lower(w1), even1);
      odd1 = multiplyAdd(odd, w1.reinterpretAsFloats(), odd1);
      var w2 = IntVector.fromMemorySegment(PAIRS, memory, from + 8L * COUNT, ORDER);
      even2 = multiplyAdd(even, lower(w2), even2);
      odd2 = multiplyAdd(odd, w2.reinterpretAsFloats(), odd2);
      var w3 = IntVector.fromMemorySegment(PAIRS, memory, from + 12L * COUNT, ORDER);
      even3 = multiplyAdd(even, lower(w3), even3);
      odd3 = multiplyAdd(odd, w3.reinterpretAsFloats(), odd3);
    }
    even0.add(odd0).intoArray(sums, to);
    even1.add(odd1).intoArray(sums, to + COUNT);
    even2.add(odd2).intoArray(sums, to + 2 * COUNT);
    even3.add(odd3).intoArray(sums, to + 3 * COUNT);
  }
}
