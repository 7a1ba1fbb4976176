package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one call needs at a time: a stream, working memory, and the primitives made so far, of which
 * the least recently used goes when there are too many.
 */
final class Lane {
  /** The most products a lane keeps. */
  static final int CAPACITY = 256;

  /** The most normalisations that a lane keeps. */
  static final int NORMALIZATIONS = 64;

  private static final int BUCKETS = 2 * CAPACITY;

  /** Filled by the caller before {@link #product}. */
  final ProductKey key = new ProductKey();

  private final long stream;
  private final @Nullable Product[] buckets = new Product[BUCKETS];
  private final @Nullable Product[] kept = new Product[CAPACITY];
  private final @Nullable Normalization[] norms = new Normalization[NORMALIZATIONS];
  private int count;
  private long clock;
  private MemorySegment scratch = MemorySegment.NULL;

  Lane() {
    try (var arena = Arena.ofConfined()) {
      stream = OneDnn.createStream(arena.allocate(JAVA_LONG));
    }
  }

  /** The product of {@link #key}. */
  Product product() {
    int bucket = key.bucket(BUCKETS);
    for (var at = buckets[bucket]; at != null; at = at.nextInBucket) {
      if (at.key.matches(key)) {
        at.lastUse = ++clock;
        return at;
      }
    }
    var made = new Product(key);
    made.lastUse = ++clock;
    int slot = count < CAPACITY ? count++ : removeOldest();
    kept[slot] = made;
    made.nextInBucket = buckets[bucket];
    buckets[bucket] = made;
    return made;
  }

  private int removeOldest() {
    int oldest = 0;
    for (int i = 1; i < CAPACITY; i++) {
      if (at(i).lastUse < at(oldest).lastUse) {
        oldest = i;
      }
    }
    var gone = at(oldest);
    int bucket = gone.key.bucket(BUCKETS);
    var before = buckets[bucket];
    if (before == gone) {
      buckets[bucket] = gone.nextInBucket;
    } else {
      while (before != null && before.nextInBucket != gone) {
        before = before.nextInBucket;
      }
      if (before != null) {
        before.nextInBucket = gone.nextInBucket;
      }
    }
    gone.close();
    return oldest;
  }

  private Product at(int slot) {
    var product = kept[slot];
    if (product == null) {
      throw new AssertionError("slot " + slot + " of " + count + " is empty");
    }
    return product;
  }

  /** The primitive that standardizes such a matrix. */
  Normalization normalization(int rows, int n, float epsilon, int flags) {
    int slot = 0;
    for (int i = 0; i < NORMALIZATIONS; i++) {
      var norm = norms[i];
      if (norm != null && norm.matches(rows, n, epsilon, flags)) {
        norm.lastUse = ++clock;
        return norm;
      }
      slot = lastUse(norms[i]) < lastUse(norms[slot]) ? i : slot;
    }
    var made = new Normalization(rows, n, epsilon, flags);
    made.lastUse = ++clock;
    var gone = norms[slot];
    norms[slot] = made;
    if (gone != null) {
      gone.close();
    }
    return made;
  }

  private static long lastUse(@Nullable Normalization norm) {
    return norm == null ? 0 : norm.lastUse;
  }

  void execute(Product product, long a, long b, long bias, long out) {
    product.execute(stream, a, b, bias, out, scratch(product.scratchBytes()));
  }

  void execute(Normalization norm) {
    norm.execute(stream, scratch(norm.scratchBytes()));
  }

  /** The address of so much working memory. */
  private long scratch(long bytes) {
    if (bytes > scratch.byteSize()) {
      // The old one is freed by the garbage collector: nothing points to it any more.
      scratch = Arena.ofAuto().allocate(bytes, 64);
    }
    return scratch.address();
  }

  void close() {
    for (int i = 0; i < count; i++) {
      at(i).close();
    }
    for (var norm : norms) {
      if (norm != null) {
        norm.close();
      }
    }
    OneDnn.destroyStream(stream);
  }
}
