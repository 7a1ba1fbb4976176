package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Philox;

/**
 * Random numbers by name: each is a pure function of (seed, purpose, parts, index) and not of who
 * asked first, so a run gives the same bits for any number of threads and after any interruption.
 *
 * <p>The generator is {@link Philox}; the key is mixed from the names.
 */
public final class Rng {
  private final long key;

  private Rng(long key) {
    this.key = key;
  }

  /**
   * The generator for one purpose.
   *
   * @param seed what the user chose
   * @param purpose what the numbers are for, such as {@code "init"}
   * @param parts what tells this use from others, such as the epoch
   */
  public static Rng of(long seed, String purpose, long... parts) {
    var rng = new Rng(mix(seed)).derive(purpose);
    for (long part : parts) {
      rng = rng.derive(part);
    }
    return rng;
  }

  /** An independent generator for a part of this one's purpose, such as a layer's path. */
  public Rng derive(String name) {
    long mixed = mix(key ^ name.length());
    for (int i = 0; i < name.length(); i++) {
      mixed = mix(mixed ^ name.charAt(i));
    }
    return new Rng(mixed);
  }

  /** An independent generator for a numbered part of this one's purpose. */
  public Rng derive(long part) {
    return new Rng(mix(mix(key) ^ part));
  }

  // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output
  // bit.
  private static long mix(long bits) {
    bits += 0x9E3779B97F4A7C15L;
    bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
    return bits ^ bits >>> 31;
  }

  /** The 64-bit key for kernels that draw numbers themselves. */
  public long key() {
    return key;
  }

  /** 64 random bits. */
  public long bits(long index) {
    return Philox.bits(key, index);
  }

  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  public double uniform(long index) {
    return (bits(index) >>> 11) * 0x1p-53;
  }

  /** Standard normal, by the method of Box and Muller (1958). */
  public double normal(long index) {
    long pair = index & ~1L;
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(pair)));
    double angle = 2 * Math.PI * uniform(pair + 1);
    return radius * ((index & 1) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
  }

  /**
   * Uniform in 0 … bound − 1; the bias is below bound / 2⁶⁴.
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int below(int bound, long index) {
    if (bound <= 0) {
      throw new IllegalArgumentException("[rng] the bound must be positive, not " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(bits(index), bound);
  }

  /** The numbers 0 … n − 1 in random order (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = below(i + 1, i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Fills an array with uniform numbers in [low, high); rounding to F32 may give high itself. */
  public NDArray fillUniform(NDArray out, double low, double high) {
    double[] numbers = new double[Math.toIntExact(out.size())];
    Philox.uniform(key, numbers);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = low + (high - low) * numbers[i];
    }
    return out.copyFrom(numbers);
  }

  /** Fills an array with normal numbers. */
  public NDArray fillNormal(NDArray out, double mean, double deviation) {
    double[] numbers = new double[Math.toIntExact(out.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = mean + deviation * normal(i);
    }
    return out.copyFrom(numbers);
  }
}
