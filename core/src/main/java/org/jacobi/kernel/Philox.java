package org.jacobi.kernel;

/**
 * The counter-based random number generator Philox4x32-10: a pure function of (key, counter), so
 * that any number can be computed by any thread in any order.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /**
   * The four 32-bit words of one block, for the counter words c0 to c3 and the key words k0 and k1.
   */
  public static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int[] out = new int[4];
    block(c0, c1, c2, c3, k0, k1, out);
    return out;
  }

  private static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long p1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** The {@code index}-th 64 random bits under a key: two of them in each block. */
  public static long bits(long key, long index) {
    int[] words = new int[4];
    long block = index >>> 1;
    block((int) block, (int) (block >>> 32), 0, 0, (int) key, (int) (key >>> 32), words);
    int at = (int) (index & 1) * 2;
    return (words[at] & 0xFFFFFFFFL) << 32 | words[at + 1] & 0xFFFFFFFFL;
  }

  /**
   * Fills {@code out} with uniform numbers u in [0, 1): number i is word i mod 4 of block i / 4,
   * its upper 24 bits divided by 2²⁴, so that they are exact in F32.
   */
  public static void uniform(long key, double[] out) {
    int[] words = new int[4];
    for (int i = 0; i < out.length; i++) {
      if ((i & 3) == 0) {
        block(i >>> 2, 0, 0, 0, (int) key, (int) (key >>> 32), words);
      }
      out[i] = (words[i & 3] >>> 8) * 0x1p-24;
    }
  }
}
