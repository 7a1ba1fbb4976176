package org.jacobi.cpu;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.cpu.onednn.MatrixProducts;
import org.jacobi.cpu.onednn.PackedWeight;
import org.jacobi.cpu.vector.HalfWeight;
import org.jacobi.cpu.vector.Products;
import org.jacobi.cpu.vector.VectorProducts;
import org.jacobi.kernel.Precision;
import org.jspecify.annotations.Nullable;

/** Matrix products by oneDNN where it is there and can, else by the Vector API. */
final class CpuProducts implements Products {
  /** Up to so many rows, reading the weight takes the time. */
  private static final int FEW_ROWS = 4;

  /** With fewer multiplications, calling oneDNN takes longer than they do. */
  private static final int WORTH = 40_000;

  /**
   * From so many multiplications on a factor may be BF16: none of up to eight parts is {@link
   * #isNarrow} then, which would be computed without rounding. The shortest part of a length of
   * 1,024 to 1,151 is 128 long.
   */
  private static final int WORTH_ROUNDING = 2_700_000;

  /** Rows of other lengths than multiples are slower in BF16 than in F32. */
  private static final int TILE = 16;

  private static final int LEAST_LENGTH = 32;

  private final Precision precision;
  private final boolean fixed;
  private final @Nullable MatrixProducts onednn;
  private final Products others;

  /** For few rows, and for many; null as long as weights may change, or if that gains nothing. */
  private final @Nullable FixedWeights<HalfWeight> halves;

  private final @Nullable FixedWeights<PackedWeight> packed;

  CpuProducts(Precision precision) {
    this(precision, false);
  }

  private CpuProducts(Precision precision, boolean fixed) {
    var fast = MatrixProducts.unusableReason().isEmpty() ? new MatrixProducts(precision) : null;
    this.precision = precision;
    this.fixed = fixed;
    this.onednn = fast;
    this.others = new VectorProducts(precision);
    this.halves = fixed && precision == Precision.BF16 ? new FixedWeights<>(HalfWeight::of) : null;
    this.packed = fixed && fast != null ? new FixedWeights<>(fast::pack) : null;
  }

  @Override
  public String name() {
    return onednn == null ? others.name() : "oneDNN";
  }

  @Override
  public Products at(Precision other) {
    return new CpuProducts(other, fixed);
  }

  @Override
  public Products withFixedWeights() {
    return new CpuProducts(precision, true);
  }

  @Override
  public Optional<String> missingPrecision() {
    return onednn == null ? others.missingPrecision() : onednn.missingPrecision();
  }

  @Override
  public DType factorType(int rows, int in, int out) {
    boolean large =
        Math.min(rows, Math.min(in, out)) >= LEAST_LENGTH
            && (long) rows * in * out >= WORTH_ROUNDING;
    // The weight is rounded in each call, which takes longer than is gained where it is much
    // larger.
    boolean gains = out <= 2 * rows && in % TILE == 0 && out % TILE == 0;
    boolean rounds = precision == Precision.BF16 && missingPrecision().isEmpty();
    return large && gains && rounds ? DType.BF16 : DType.F32;
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    var fast = onednn;
    if (fast == null || (isNarrow(out, a.shape().dim(-1)) && isF32(b)) || !fast.matmul(a, b, out)) {
      others.matmul(a, b, out);
    }
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    if (!linearOfCopy(x, weight, bias, relu, out)) {
      linearAsItIs(x, weight, bias, relu, out);
    }
  }

  /** By another form of the weight, if it may be kept and is of use; false if nothing was done. */
  private boolean linearOfCopy(
      NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    if (!fixed || !isF32(x) || !isF32(weight) || !isF32(out) || (bias != null && !isF32(bias))) {
      return false;
    }
    int rows = out.shape().dim(0);
    int in = x.shape().dim(1);
    boolean worth = rows > 1 && !isThin(out, in) && out.size() * in >= WORTH;
    if (onednn != null && packed != null && worth) {
      var copy = packed.of(weight);
      if (copy != null && onednn.linear(x, copy, bias, relu, out)) {
        return true;
      }
    }
    var half = halves == null || rows > FEW_ROWS ? null : halves.of(weight);
    if (half != null) {
      half.linear(x, bias, relu, out);
    }
    return half != null;
  }

  private void linearAsItIs(
      NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    var fast = onednn;
    if (fast == null
        || (isNarrow(out, x.shape().dim(-1)) && isF32(x))
        || !fast.linear(x, weight, bias, relu, out)) {
      others.linear(x, weight, bias, relu, out);
    }
  }

  private static boolean isF32(NDArray x) {
    return x.dtype() == DType.F32;
  }

  /**
   * Where one of the three lengths is small, the product is bound by memory, and a native call is
   * slower: 64 × 10 · 10 × 128 takes 10 µs by oneDNN and 2.5 by the Vector API.
   */
  private static boolean isNarrow(NDArray out, int inner) {
    return isThin(out, inner) || out.shape().dim(-2) <= 4 || out.size() * inner <= 300_000;
  }

  /** Not for oneDNN either where the weight is packed. */
  private static boolean isThin(NDArray out, int inner) {
    return inner <= 16 || out.shape().dim(-1) <= 2;
  }
}
