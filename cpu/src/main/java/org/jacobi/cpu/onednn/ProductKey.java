package org.jacobi.cpu.onednn;

/**
 * What a product's primitive depends on, in four numbers, so that a call can look for it without
 * making an object. A leading dimension is the distance between rows; it is negative if the matrix
 * is stored as its transpose.
 */
final class ProductKey {
  static final int BF16 = 1;
  static final int BIAS = 2;
  static final int RELU = 4;

  /** The right factor is a {@link PackedWeight}. */
  static final int PACKED = 8;

  /** The left, or the right, factor is BF16 in memory; the other one is rounded. */
  static final int HALF_A = 16;

  static final int HALF_B = 32;

  long sizes;
  long depthAndFlags;
  long leading;
  long leadingOut;

  /** out (m × n) ← a (m × k) · b (k × n), with leading dimensions below 2³¹. */
  void set(int m, int n, int k, int flags, long lda, long ldb, long ldc) {
    sizes = pack(m, n);
    depthAndFlags = pack(k, flags);
    leading = pack((int) lda, (int) ldb);
    leadingOut = ldc;
  }

  void set(ProductKey other) {
    sizes = other.sizes;
    depthAndFlags = other.depthAndFlags;
    leading = other.leading;
    leadingOut = other.leadingOut;
  }

  private static long pack(int low, int high) {
    return (low & 0xFFFF_FFFFL) | ((long) high << 32);
  }

  boolean matches(ProductKey other) {
    return sizes == other.sizes
        && depthAndFlags == other.depthAndFlags
        && leading == other.leading
        && leadingOut == other.leadingOut;
  }

  /** An odd multiplier spreads the sizes, which are often powers of two, over all bits. */
  int bucket(int count) {
    long mixed = sizes * 0x9E3779B97F4A7C15L + depthAndFlags;
    mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L + leading;
    mixed = (mixed ^ mixed >>> 32) * 0x94D049BB133111EBL + leadingOut;
    return (int) (mixed ^ mixed >>> 29) & count - 1;
  }

  int m() {
    return (int) sizes;
  }

  int n() {
    return (int) (sizes >>> 32);
  }

  int k() {
    return (int) depthAndFlags;
  }

  boolean has(int flag) {
    return ((int) (depthAndFlags >>> 32) & flag) != 0;
  }

  int lda() {
    return (int) leading;
  }

  int ldb() {
    return (int) (leading >> 32);
  }

  int ldc() {
    return (int) leadingOut;
  }
}
