package org.jacobi.kernel;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on arrays: from inputs to a given output, without history.
 *
 * <p>Callers have checked shapes and types; implementations assert. Inputs and outputs may have any
 * strides, outputs never overlap inputs unless a method says so, and each kernel writes the whole
 * of its output. The floating-point type of the output is the one that is computed in.
 */
public interface Kernels {
  /** The kernels of a scope; outside of any, those that {@link KernelProvider} chose. */
  Setting<Kernels> SETTING = Setting.of("kernels", KernelProvider::chosen);

  /** The kernels that hold here. */
  static Kernels current() {
    return SETTING.get();
  }

  /** A short name for logs and run records. */
  String name();

  /** The same kernels with matrix products of F32 arrays in this precision. */
  Kernels at(Precision precision);

  /**
   * Why products of F32 arrays are computed in F32 although {@link #at} was asked for another
   * precision; empty if they are not.
   */
  default Optional<String> missingPrecision() {
    return Optional.empty();
  }

  /**
   * The same kernels for weights that do not change any more: {@link #linear} may keep a weight in
   * another form, from the first time it meets it until these kernels are forgotten.
   */
  default Kernels withFixedWeights() {
    return this;
  }

  /**
   * The type in which {@link #linear} reads an x of (rows × in) fastest, if its numbers are read by
   * matrix products alone: F32, or BF16 where they would be rounded anyway. The weight is F32.
   */
  default DType factorType(int rows, int in, int out) {
    return DType.F32;
  }

  /** out ← f(x), element by element; {@code parameter} is the p of those that have one. */
  void unary(UnaryFn function, double parameter, NDArray x, NDArray out);

  /**
   * out ← f(a, b), element by element; both have the shape of {@code out}. The output may be a or b
   * itself: gradients are added up in place.
   */
  void binary(BinaryFn function, NDArray a, NDArray b, NDArray out);

  /** out ← a where the condition is not 0, else b; all have one shape. */
  void where(NDArray condition, NDArray a, NDArray b, NDArray out);

  /** out ← x reduced over those axes, which have length 1 in {@code out}. */
  void reduce(ReduceFn function, NDArray x, int[] axes, NDArray out);

  /** out (I64) ← position of the first largest element along {@code axis}, of length 1 in out. */
  void argmax(NDArray x, int axis, NDArray out);

  /**
   * out ← a · b over the last two axes: (… × m × k) · (… × k × n) → (… × m × n). Where out is F32,
   * b may be BF16; it is fast where {@link #factorType} is. The other factor is rounded only if the
   * precision says so.
   */
  void matmul(NDArray a, NDArray b, NDArray out);

  /**
   * out ← x · wᵀ + bias: (rows × in) · (out × in)ᵀ + (out) → (rows × out). Where out is F32, x may
   * be BF16, as the right factor of {@link #matmul}.
   *
   * @param relu whether negative results become 0
   */
  void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out);

  /** out[…, i, …] ← x[…, index[…, i, …], …] along {@code axis}; out has the shape of index. */
  void gather(NDArray x, int axis, NDArray index, NDArray out);

  /** out ← 0, then out[…, index[…, i, …], …] += x[…, i, …] along {@code axis}. */
  void scatterAdd(NDArray x, int axis, NDArray index, NDArray out);

  /**
   * out[i, …] ← bytes[numbers[from + i], …] · factor + shift in F32, for from + i &lt; to: rows of
   * images become a batch. The product is rounded before the sum, and the sum for an output in
   * BF16.
   *
   * @param bytes U8, contiguous, from 0 to 255
   * @param out F32 or BF16, contiguous
   */
  void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out);

  /**
   * out[i, …] ← x[numbers[from + i], …], rounded to BF16 (nearest, ties to even; NaN stays NaN),
   * for from + i &lt; to.
   *
   * @param x F32, contiguous
   * @param out BF16, contiguous
   */
  void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out);

  /** out ← exp(x) / Σ exp(x) along the last axis, without overflow. */
  void softmax(NDArray x, NDArray out);

  /** out ← x − log Σ exp(x) along the last axis, without overflow. */
  void logSoftmax(NDArray x, NDArray out);

  /**
   * losses (rows) ← −Σ targets · logSoftmax(logits) along the last axis, and probabilities ←
   * softmax(logits).
   */
  void crossEntropy(NDArray logits, NDArray targets, NDArray losses, NDArray probabilities);

  /** out ← upstream (rows) · (probabilities · Σ targets − targets). */
  void crossEntropyGradient(NDArray upstream, NDArray probabilities, NDArray targets, NDArray out);

  /** out ← 0 with probability p, else 1 / (1 − p): number i comes from {@link Philox#uniform}. */
  void dropoutMask(long key, double p, NDArray out);

  /**
   * out ← scale · (x − mean) / √(variance + ε) + shift over those axes, which have length 1 in
   * {@code mean} and {@code variance}; the variance is divided by the number of elements.
   *
   * @param scale along each axis as long as x, or of length 1; null, with the shift, for none
   * @param shift of the same shape
   */
  void standardize(
      NDArray x,
      int[] axes,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance);

  /**
   * The gradients of {@link #standardize} from the upstream gradient u. With y = (x − mean) /
   * √(variance + ε) and v = u · scale: out ← (v − mean(v) − y · mean(v · y)) / √(variance + ε), and
   * over the axes along which they have length 1, scaleGradient ← Σ u · y and shiftGradient ← Σ u.
   *
   * @param mean what {@link #standardize} gave for x, as the variance
   * @param scaleGradient of the shape of the scale; null, with the shift's, where that is null
   */
  void standardizeGradient(
      NDArray upstream,
      NDArray x,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      int[] axes,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient);

  /** The fused updates of optimizers. */
  OptimizerKernels optimizers();
}
