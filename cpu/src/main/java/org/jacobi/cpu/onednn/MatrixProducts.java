package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products of F32 arrays by oneDNN, one factor perhaps BF16, each on the calling thread
 * alone. Every method says whether it did the work: what is false here (another type, strides that
 * are neither row-major nor transposed) is left to the caller, and the output is untouched.
 *
 * <p>Which of oneDNN's ways is taken depends on the shapes, strides and the precision only, never
 * on the thread, so the bits are the same from any number of threads.
 */
public final class MatrixProducts {
  // With fewer rows, copying the other matrix into blocks costs more than the product itself, so
  // sgemm is called. Not for small products in general: repeated alone it is faster (1.8 for 2.5
  // µs), but the first call between the others of a training step takes 6 µs more.
  private static final int FEW = 8;

  private final Precision precision;

  /**
   * Products in this precision. With {@link Precision#BF16}, those with few rows are computed in
   * F32 nevertheless, because that is faster, unless the weight is packed or a factor is BF16.
   *
   * @throws IllegalStateException if there is an {@link #unusableReason}
   */
  public MatrixProducts(Precision precision) {
    this.precision = precision;
    unusableReason()
        .ifPresent(reason -> {
          throw new IllegalStateException("[oneDNN] " + reason);
        });
  }

  /**
   * Empty if oneDNN can be used here, else what is wrong and what to do about it. The first call
   * loads the library, and the first one ever unpacks it; never throws.
   */
  public static Optional<String> unusableReason() {
    var reason = NativeLibrary.loaded().unusableReason();
    return reason == null ? OneDnn.unusableReason() : Optional.of(reason);
  }

  /** Why products are F32 although BF16 was asked for. */
  public Optional<String> missingPrecision() {
    return precision == Precision.F32 || HalfWay.OF_PROCESSOR != HalfWay.NONE
        ? Optional.empty()
        : Optional.of(
            "this processor has no arithmetic for bfloat16 that is faster than F32 (AMX, or the"
                + " AVX512_BF16 of AMD)");
  }

  /**
   * out ← a · b over the last two axes: (… × m × k) · (… × k × n) → (… × m × n).
   *
   * @param b F32; with {@link Precision#BF16}, a matrix may be BF16
   * @return false if nothing was done
   */
  public boolean matmul(NDArray a, NDArray b, NDArray out) {
    int rank = out.shape().rank();
    boolean half = rank == 2 && isHalf(b);
    if (rank < 2 || !isF32(a) || !(isF32(b) || half) || !isF32(out)) {
      return false;
    }
    if (out.size() == 0 || a.shape().dim(rank - 1) == 0) {
      out.fill(0);
      return true;
    }
    int m = out.shape().dim(rank - 2);
    int n = out.shape().dim(rank - 1);
    int k = a.shape().dim(rank - 1);
    assert a.shape().dim(rank - 2) == m && b.shape().dim(rank - 2) == k : "[matmul] shapes";
    long lda = leading(m, k, a.stride(rank - 2), a.stride(rank - 1));
    long ldb = leading(k, n, b.stride(rank - 2), b.stride(rank - 1));
    long ldc = leading(m, n, out.stride(rank - 2), out.stride(rank - 1));
    if (lda == 0 || ldb == 0 || ldc == 0 || (half && ldc < 0)) {
      return false;
    }
    var lane = Lanes.SHARED.borrow();
    try {
      long atA = address(a);
      long atB = address(b);
      long atOut = address(out);
      if (half) {
        return primitive(lane, m, n, k, ProductKey.HALF_B, lda, ldb, ldc, atA, atB, 0, atOut);
      }
      return matmul(lane, a, b, out, 0, atA, atB, atOut, lda, ldb, ldc);
    } finally {
      Lanes.SHARED.giveBack(lane);
      Reference.reachabilityFence(a);
      Reference.reachabilityFence(b);
      Reference.reachabilityFence(out);
    }
  }

  /** The products over the axes from {@code axis} on, at these addresses. */
  private boolean matmul(
      Lane lane,
      NDArray a,
      NDArray b,
      NDArray out,
      int axis,
      long atA,
      long atB,
      long atOut,
      long lda,
      long ldb,
      long ldc) {
    int rank = out.shape().rank();
    int m = out.shape().dim(rank - 2);
    int n = out.shape().dim(rank - 1);
    int k = a.shape().dim(rank - 1);
    if (axis == rank - 2) {
      return product(lane, m, n, k, lda, ldb, ldc, atA, atB, atOut);
    }
    int count = out.shape().dim(axis);
    boolean rowsOfOneMatrix =
        axis == rank - 3
            && b.stride(axis) == 0
            && (long) count * m <= Integer.MAX_VALUE
            && continues(a, axis, m, lda)
            && continues(out, axis, m, ldc);
    if (rowsOfOneMatrix) {
      return product(lane, count * m, n, k, lda, ldb, ldc, atA, atB, atOut);
    }
    for (int i = 0; i < count; i++) {
      boolean done =
          matmul(
              lane,
              a,
              b,
              out,
              axis + 1,
              atA + 4L * i * a.stride(axis),
              atB + 4L * i * b.stride(axis),
              atOut + 4L * i * out.stride(axis),
              lda,
              ldb,
              ldc);
      if (!done) {
        return false;
      }
    }
    return true;
  }

  /** Whether the next matrix along the axis starts where a further row of this one would. */
  private static boolean continues(NDArray x, int axis, int rows, long leading) {
    return leading > 0
        && (rows == 1 || x.stride(axis + 1) == leading)
        && x.stride(axis) == rows * leading;
  }

  private boolean product(
      Lane lane, int m, int n, int k, long lda, long ldb, long ldc, long a, long b, long out) {
    if (ldc < 0) { // outᵀ ← bᵀ · aᵀ
      return product(lane, n, m, k, -ldb, -lda, -ldc, b, a, out);
    }
    if (m <= FEW && lda > 0) {
      OneDnn.useOneThread();
      OneDnn.sgemm(false, ldb < 0, m, n, k, a, lda, b, Math.abs(ldb), 0, out, ldc);
      return true;
    }
    return primitive(lane, m, n, k, 0, lda, ldb, ldc, a, b, 0, out);
  }

  private boolean primitive(
      Lane lane,
      int m,
      int n,
      int k,
      int flags,
      long lda,
      long ldb,
      long ldc,
      long a,
      long b,
      long bias,
      long out) {
    OneDnn.useOneThread(); // also while the primitive is made: it is made for so many threads
    int allFlags = precision == Precision.BF16 ? flags | ProductKey.BF16 : flags;
    lane.key.set(m, n, k, allFlags, lda, ldb, ldc);
    var product = lane.product();
    if (product.supported) {
      lane.execute(product, a, b, bias, out);
    }
    return product.supported;
  }

  /**
   * out ← x · wᵀ + bias: (rows × in) · (out × in)ᵀ + (out) → (rows × out).
   *
   * @param x F32, or BF16 with {@link Precision#BF16}
   * @param relu whether negative results become 0 (−∞ may become NaN; NaN stays)
   * @return false if nothing was done
   */
  public boolean linear(
      NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    boolean half = isHalf(x);
    if (out.shape().rank() != 2 || !(isF32(x) || half) || !isF32(weight) || !isF32(out)) {
      return false;
    }
    int m = out.shape().dim(0);
    int n = out.shape().dim(1);
    int k = x.shape().dim(1);
    if (out.size() == 0) {
      return true;
    }
    assert weight.shape().dim(0) == n && weight.shape().dim(1) == k : "[linear] shapes";
    long lda = k == 0 ? 1 : leading(m, k, x.stride(0), x.stride(1));
    long ldb = k == 0 ? 1 : leading(k, n, weight.stride(1), weight.stride(0));
    long ldc = leading(m, n, out.stride(0), out.stride(1));
    if (lda == 0 || ldb == 0 || ldc <= 0 || !isPlain(bias) || (half && k == 0)) {
      return false;
    }
    var lane = Lanes.SHARED.borrow();
    try {
      if (half || (k != 0 && m > FEW)) {
        int flags = flags(bias, relu) | (half ? ProductKey.HALF_A : 0);
        long atBias = bias == null ? 0 : address(bias);
        return primitive(
            lane, m, n, k, flags, lda, ldb, ldc, address(x), address(weight), atBias, address(out));
      }
      fewRows(x, weight, bias, relu, out, k, lda, ldb, ldc);
      return true;
    } finally {
      Lanes.SHARED.giveBack(lane);
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(weight);
      Reference.reachabilityFence(bias);
      Reference.reachabilityFence(out);
    }
  }

  /**
   * A copy of a weight that does not change, in the layout that suits oneDNN; null if none does.
   */
  public @Nullable PackedWeight pack(NDArray weight) {
    int n = weight.shape().dim(0);
    int k = weight.shape().dim(1);
    long ldb = leading(k, n, weight.stride(1), weight.stride(0));
    return isF32(weight) && weight.size() > 0 && ldb != 0
        ? PackedWeight.of(weight, ldb, precision)
        : null;
  }

  /**
   * As {@link #linear(NDArray, NDArray, NDArray, boolean, NDArray)}.
   *
   * @param weight packed by products of the same precision
   */
  public boolean linear(
      NDArray x, PackedWeight weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    int m = out.shape().dim(0);
    int n = out.shape().dim(1);
    int k = x.shape().dim(1);
    assert weight.out == n && weight.in == k : "[linear] shapes";
    long lda = leading(m, k, x.stride(0), x.stride(1));
    long ldc = leading(m, n, out.stride(0), out.stride(1));
    if (m == 0 || !isF32(x) || !isF32(out) || lda == 0 || ldc <= 0 || !isPlain(bias)) {
      return false;
    }
    int flags = flags(bias, relu) | ProductKey.PACKED;
    long atBias = bias == null ? 0 : address(bias);
    long atWeight = weight.memory.address();
    var lane = Lanes.SHARED.borrow();
    try {
      return primitive(
          lane, m, n, k, flags, lda, 0, ldc, address(x), atWeight, atBias, address(out));
    } finally {
      Lanes.SHARED.giveBack(lane);
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(weight);
      Reference.reachabilityFence(bias);
      Reference.reachabilityFence(out);
    }
  }

  private static int flags(@Nullable NDArray bias, boolean relu) {
    return (bias == null ? 0 : ProductKey.BIAS) | (relu ? ProductKey.RELU : 0);
  }

  private static void fewRows(
      NDArray x,
      NDArray weight,
      @Nullable NDArray bias,
      boolean relu,
      NDArray out,
      int k,
      long lda,
      long ldb,
      long ldc) {
    int m = out.shape().dim(0);
    int n = out.shape().dim(1);
    var memory = out.segment();
    if (bias != null) {
      for (int i = 0; i < m; i++) {
        long to = out.offset() + i * ldc;
        MemorySegment.copy(bias.segment(), bias.offset() * 4, memory, to * 4, n * 4L);
      }
    }
    if (k != 0) {
      OneDnn.useOneThread();
      float beta = bias == null ? 0 : 1;
      OneDnn.sgemm(
          lda < 0,
          ldb < 0,
          m,
          n,
          k,
          address(x),
          Math.abs(lda),
          address(weight),
          Math.abs(ldb),
          beta,
          address(out),
          ldc);
    } else if (bias == null) {
      out.fill(0);
    }
    for (int i = 0; relu && i < m; i++) {
      long from = out.offset() + i * ldc;
      for (long j = from; j < from + n; j++) {
        memory.setAtIndex(JAVA_FLOAT, j, Math.max(0, memory.getAtIndex(JAVA_FLOAT, j)));
      }
    }
  }

  /** A factor that was rounded before; the other one is rounded then, so not with F32. */
  private boolean isHalf(NDArray x) {
    return x.dtype() == DType.BF16 && precision == Precision.BF16;
  }

  private static boolean isF32(NDArray x) {
    return x.dtype() == DType.F32;
  }

  private static boolean isPlain(@Nullable NDArray bias) {
    return bias == null || (isF32(bias) && bias.isContiguous());
  }

  static long address(NDArray x) {
    return x.segment().address() + x.dtype().bytes() * x.offset();
  }

  /**
   * The leading dimension of a rows × columns matrix: positive if it is stored row by row, negative
   * if column by column, 0 if neither. Steps along axes of length 1 do not count.
   */
  static long leading(int rows, int columns, long rowStep, long columnStep) {
    long leading = 0;
    if ((columnStep == 1 || columns <= 1) && (rowStep >= columns || rows <= 1)) {
      leading = rows <= 1 ? Math.max(1, columns) : Math.max(1, rowStep);
    } else if ((rowStep == 1 || rows <= 1) && (columnStep >= rows || columns <= 1)) {
      leading = columns <= 1 ? -Math.max(1, rows) : -columnStep;
    }
    return Math.abs(leading) > Integer.MAX_VALUE ? 0 : leading;
  }
}
