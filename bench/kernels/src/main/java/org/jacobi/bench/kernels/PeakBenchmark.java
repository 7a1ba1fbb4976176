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

  /** Twelve sums of products, enough to hide the latency of fused multiply-add. */
  @Benchmark
  public float fma() {
    var x = FloatVector.broadcast(SPECIES, 0.999f);
    var y = FloatVector.broadcast(SPECIES, 0.001f);
    var s0 = y;
    var s1 = y;
    var s2 = y;
    var s3 = y;
    var s4 = y;
    var s5 = y;
    var s6 = y;
    var s7 = y;
    var s8 = y;
    var s9 = y;
    var s10 = y;
    var s11 = y;
    for (int i = 0; i < FMA_CALL; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    var low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
