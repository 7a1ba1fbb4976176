package org.jacobi.bench.kernels;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one core can do at best: bytes a second for arrays of several sizes, and operations. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeakBenchmark {
  /** Multiplications and additions of one call of {@link #fma}. */
  static final int FMA_CALL = 1024;

  /** Vectors of factors; a power of two. */
  private static final int ROUND = 16;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Operations of one call of {@link #fma}: two for each lane of twelve vectors. */
  static long fmaOperations() {
    return 2L * 12 * SPECIES.length() * FMA_CALL;
  }

  /** Three arrays: a ← b + s · c. */
  @State(Scope.Thread)
  public static class Triad {
    /** Bytes of the three together. */
    @Param({"16384", "65536", "262144", "1048576", "4194304", "268435456"})
    public int bytes = 16384;

    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    /** Makes the arrays. */
    @Setup
    public void prepare() {
      int length = bytes / 12;
      a = new float[length];
      b = new float[length];
      c = new float[length];
      Arrays.fill(b, 1.5f);
      Arrays.fill(c, 0.5f);
    }
  }

  /** Two arrays read and one written. */
  @Benchmark
  public float[] triad(Triad arrays) {
    float[] a = arrays.a;
    float[] b = arrays.b;
    float[] c = arrays.c;
    for (int i = 0; i < a.length; i++) {
      a[i] = b[i] + 0.25f * c[i];
    }
    return a;
  }

  /** Numbers to multiply, in the first-level cache. */
  @State(Scope.Thread)
  public static class Factors {
    private final float[] numbers = new float[ROUND * SPECIES.length()];

    /** Fills them. */
    @Setup
    public void prepare() {
      Arrays.fill(numbers, 0.01f);
    }
  }

  /**
   * Twelve sums of products, enough to hide the latency of fused multiply-add. Of factors that are
   * read: with constant ones the same loop took once as long and once twice as long.
   */
  @Benchmark
  public float fma(Factors factors) {
    float[] numbers = factors.numbers;
    var s0 = FloatVector.zero(SPECIES);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    var s7 = s0;
    var s8 = s0;
    var s9 = s0;
    var s10 = s0;
    var s11 = s0;
    for (int i = 0; i < FMA_CALL; i++) {
      int at = i % (ROUND / 2) * SPECIES.length();
      var x = FloatVector.fromArray(SPECIES, numbers, at);
      var y = FloatVector.fromArray(SPECIES, numbers, at + SPECIES.length());
      var z = FloatVector.fromArray(SPECIES, numbers, (ROUND / 2 + 1) * SPECIES.length());
      s0 = x.fma(y, s0);
      s1 = x.fma(x, s1);
      s2 = y.fma(y, s2);
      s3 = x.fma(z, s3);
      s4 = y.fma(z, s4);
      s5 = z.fma(z, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(x, s7);
      s8 = y.fma(y, s8);
      s9 = x.fma(z, s9);
      s10 = y.fma(z, s10);
      s11 = z.fma(z, s11);
    }
    var low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
