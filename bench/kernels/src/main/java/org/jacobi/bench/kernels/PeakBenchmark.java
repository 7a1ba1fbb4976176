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

  /** Twelve chains of fused multiply-add, enough to hide their latency. */
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
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
      s4 = s4.fma(x, y);
      s5 = s5.fma(x, y);
      s6 = s6.fma(x, y);
      s7 = s7.fma(x, y);
      s8 = s8.fma(x, y);
      s9 = s9.fma(x, y);
      s10 = s10.fma(x, y);
      s11 = s11.fma(x, y);
    }
    var low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
