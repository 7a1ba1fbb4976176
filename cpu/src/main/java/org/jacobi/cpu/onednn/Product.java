package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A matmul primitive with its memory objects and its list of arguments, for one thread at a time.
 *
 * <p>Matrices keep their strides, but for a {@link PackedWeight}. Measured at 64 rows, 784 to 256:
 * the inner-product primitives are this one with 0.4 µs more; weights in oneDNN's own layout save
 * 36 of 181 µs in F32 but take 43 to convert, and in bfloat16 24 of 49 but take 84.
 */
final class Product {
  static final int ARGUMENT_BYTES = 16; // dnnl_exec_arg_t: int, padding, pointer
  private static final int MOST_ARGUMENTS = 6;

  final ProductKey key = new ProductKey();
  long lastUse;
  @Nullable Product nextInBucket;

  /** False if oneDNN has nothing faster than plain loops for this product. */
  final boolean supported;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment arguments;
  private int count;
  private long primitive;
  private long scratchBytes;
  private long scratchAddress;

  /** They make BF16 copies of the factors, which stand in the working memory. */
  private @Nullable Reorder roundingA;

  private @Nullable Reorder roundingB;
  private long roundedA;
  private long roundedB;

  private final long a;
  private final long b;
  private final long bias;
  private final long out;
  private final long scratch;

  Product(ProductKey key) {
    this.key.set(key);
    arguments = arena.allocate(ARGUMENT_BYTES * MOST_ARGUMENTS, JAVA_LONG.byteAlignment());
    try (var temporary = Arena.ofConfined()) {
      var maker = new Maker(temporary, key);
      try {
        supported = maker.describe();
        if (supported) {
          primitive = OneDnn.createPrimitive(maker.pointer, maker.primitiveDesc);
          a = add(maker, OneDnn.ARG_SRC, maker.factorA());
          b = add(maker, OneDnn.ARG_WEIGHTS, maker.weights());
          out = add(maker, OneDnn.ARG_DST, maker.descOut);
          bias = maker.descBias == 0 ? 0 : add(maker, OneDnn.ARG_BIAS, maker.descBias);
          if (maker.descSlope != 0) {
            OneDnn.setData(add(maker, OneDnn.ARG_SLOPE, maker.descSlope), slope());
          }
          long desc = OneDnn.memoryDesc(maker.primitiveDesc, OneDnn.QUERY_SCRATCHPAD);
          scratchBytes = desc == 0 ? 0 : OneDnn.sizeOf(desc);
          scratch = scratchBytes == 0 ? 0 : add(maker, OneDnn.ARG_SCRATCHPAD, desc);
          if (maker.descRoundedA != 0) {
            roundedA = room(maker.descRoundedA);
            roundingA = new Reorder(maker.descA, maker.descRoundedA);
          }
          if (maker.descRoundedB != 0) {
            roundedB = room(maker.descRoundedB);
            roundingB = new Reorder(maker.descB, maker.descRoundedB);
          }
        } else {
          a = b = out = bias = scratch = 0;
        }
      } catch (Throwable e) {
        close();
        throw e;
      } finally {
        maker.close();
      }
    }
  }

  private long add(Maker maker, int argument, long memoryDesc) {
    long memory = OneDnn.createMemory(maker.pointer, memoryDesc);
    arguments.set(JAVA_INT, (long) count * ARGUMENT_BYTES, argument);
    arguments.set(JAVA_LONG, (long) count * ARGUMENT_BYTES + 8, memory);
    count++;
    return memory;
  }

  /** More working memory, and where it begins. */
  private long room(long memoryDesc) {
    long at = scratchBytes + 63 & -64;
    scratchBytes = at + OneDnn.sizeOf(memoryDesc);
    return at;
  }

  /** Address of the slope of ReLU left of 0, which is 0. */
  private long slope() {
    return arena.allocateFrom(JAVA_FLOAT, 0f).address();
  }

  /** Bytes of working memory that {@link #execute} needs. */
  long scratchBytes() {
    return scratchBytes;
  }

  void execute(
      long stream,
      long addressA,
      long addressB,
      long addressBias,
      long addressOut,
      long scratchAt) {
    if (roundingA != null) {
      roundingA.execute(stream, addressA, scratchAt + roundedA);
    }
    if (roundingB != null) {
      roundingB.execute(stream, addressB, scratchAt + roundedB);
    }
    OneDnn.setData(a, roundingA == null ? addressA : scratchAt + roundedA);
    OneDnn.setData(b, roundingB == null ? addressB : scratchAt + roundedB);
    OneDnn.setData(out, addressOut);
    if (bias != 0) {
      OneDnn.setData(bias, addressBias);
    }
    if (scratch != 0 && scratchAddress != scratchAt) {
      OneDnn.setData(scratch, scratchAt);
      scratchAddress = scratchAt;
    }
    OneDnn.execute(primitive, stream, count, arguments.address());
  }

  void close() {
    for (int i = 0; i < count; i++) {
      OneDnn.destroyMemory(arguments.get(JAVA_LONG, (long) i * ARGUMENT_BYTES + 8));
    }
    if (primitive != 0) {
      OneDnn.destroyPrimitive(primitive);
    }
    if (roundingA != null) {
      roundingA.close();
    }
    if (roundingB != null) {
      roundingB.close();
    }
    arena.close();
  }

  /** Descriptions that are needed only while the primitive is made. */
  private static final class Maker {
    final MemorySegment pointer;
    private final Arena arena;
    private final ProductKey key;
    long descA;
    long descB;

    /** The copies of factors that are not BF16, where products are of BF16; 0 for none. */
    long descRoundedA;

    long descRoundedB;

    long descBias;
    long descOut;
    long descSlope;
    long primitiveDesc;
    private @Nullable WeightLayout layout;

    Maker(Arena arena, ProductKey key) {
      this.arena = arena;
      this.key = key;
      pointer = arena.allocate(JAVA_LONG);
    }

    /** False if oneDNN cannot do this product, or only by its reference loops. */
    boolean describe() {
      boolean halfA = key.has(ProductKey.HALF_A);
      boolean halfB = key.has(ProductKey.HALF_B);
      boolean fast = key.has(ProductKey.BF16) && !halfA && !halfB; // else the types say it
      boolean rounds = fast && HalfWay.OF_PROCESSOR.rounds(key.m(), key.n(), key.k());
      descA = matrix(type(halfA), key.m(), key.k(), key.lda());
      if (key.has(ProductKey.PACKED)) {
        layout = WeightLayout.of(arena, key.n(), key.k(), fast);
        if (layout == null) {
          return false;
        }
        fast = false;
        halfB = layout.type == OneDnn.BF16;
        rounds = false;
      } else {
        descB = matrix(type(halfB), key.k(), key.n(), key.ldb());
      }
      if (halfB || rounds) {
        descRoundedA = rounded(key.m(), key.k(), layout == null ? key.lda() : key.k());
      }
      if (halfA || rounds) {
        descRoundedB = rounded(key.k(), key.n(), key.ldb());
      }
      descOut = matrix(key.m(), key.n(), key.ldc());
      descBias = key.has(ProductKey.BIAS) ? matrix(1, key.n(), key.n()) : 0;
      descSlope = key.has(ProductKey.RELU) ? matrix(1, 1, 1) : 0;
      long attributes = OneDnn.createAttributes(pointer, fast, key.has(ProductKey.RELU));
      int status =
          OneDnn.createMatmulDesc(pointer, factorA(), weights(), descBias, descOut, attributes);
      OneDnn.destroyAttributes(attributes);
      if (status == OneDnn.UNIMPLEMENTED || status == OneDnn.INVALID_ARGUMENTS) {
        return false;
      }
      OneDnn.check("dnnl_matmul_primitive_desc_create", status);
      primitiveDesc = pointer.get(JAVA_LONG, 0);
      return !OneDnn.implementation(pointer, primitiveDesc).startsWith("ref");
    }

    /** The description of the left factor. */
    long factorA() {
      return descRoundedA == 0 ? descA : descRoundedA;
    }

    /** The description of the right factor. */
    long weights() {
      if (layout != null) {
        return layout.desc();
      }
      return descRoundedB == 0 ? descB : descRoundedB;
    }

    private static int type(boolean half) {
      return half ? OneDnn.BF16 : OneDnn.F32;
    }

    private long matrix(int rows, int columns, long leading) {
      return matrix(OneDnn.F32, rows, columns, leading);
    }

    private long matrix(int type, int rows, int columns, long leading) {
      return OneDnn.createMatrixDesc(arena, type, rows, columns, leading);
    }

    /** A dense copy with the same axis first. */
    private long rounded(int rows, int columns, long leading) {
      return matrix(OneDnn.BF16, rows, columns, leading > 0 ? columns : -rows);
    }

    void close() {
      for (long desc :
          new long[] {descA, descB, descRoundedA, descRoundedB, descBias, descOut, descSlope}) {
        if (desc != 0) {
          OneDnn.destroyMemoryDesc(desc);
        }
      }
      if (primitiveDesc != 0) {
        OneDnn.destroyPrimitiveDesc(primitiveDesc);
      }
      if (layout != null) {
        layout.close();
      }
    }
  }
}
