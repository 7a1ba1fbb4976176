package org.jacobi.kernel;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that pass every call on, for those that do something else with a few of them; not {@link
 * #withFixedWeights}, which would give kernels that do not.
 */
public abstract class ForwardingKernels implements Kernels {
  /** The kernels that do the work. */
  protected final Kernels kernels;

  /** Over these. */
  protected ForwardingKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public Optional<String> missingPrecision() {
    return kernels.missingPrecision();
  }

  @Override
  public DType factorType(int rows, int in, int out) {
    return kernels.factorType(rows, in, out);
  }

  @Override
  public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
    kernels.unary(function, parameter, x, out);
  }

  @Override
  public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    kernels.binary(function, a, b, out);
  }

  @Override
  public void where(NDArray condition, NDArray a, NDArray b, NDArray out) {
    kernels.where(condition, a, b, out);
  }

  @Override
  public void reduce(ReduceFn function, NDArray x, int[] axes, NDArray out) {
    kernels.reduce(function, x, axes, out);
  }

  @Override
  public void argmax(NDArray x, int axis, NDArray out) {
    kernels.argmax(x, axis, out);
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    kernels.matmul(a, b, out);
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    kernels.linear(x, weight, bias, relu, out);
  }

  @Override
  public void gather(NDArray x, int axis, NDArray index, NDArray out) {
    kernels.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(NDArray x, int axis, NDArray index, NDArray out) {
    kernels.scatterAdd(x, axis, index, out);
  }

  @Override
  public void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
    kernels.scaleRows(bytes, numbers, from, to, factor, shift, out);
  }

  @Override
  public void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out) {
    kernels.roundRows(x, numbers, from, to, out);
  }

  @Override
  public void softmax(NDArray x, NDArray out) {
    kernels.softmax(x, out);
  }

  @Override
  public void logSoftmax(NDArray x, NDArray out) {
    kernels.logSoftmax(x, out);
  }

  @Override
  public void crossEntropy(NDArray logits, NDArray targets, NDArray losses, NDArray probabilities) {
    kernels.crossEntropy(logits, targets, losses, probabilities);
  }

  @Override
  public void crossEntropyGradient(
      NDArray upstream, NDArray probabilities, NDArray targets, NDArray out) {
    kernels.crossEntropyGradient(upstream, probabilities, targets, out);
  }

  @Override
  public void dropoutMask(long key, double p, NDArray out) {
    kernels.dropoutMask(key, p, out);
  }

  @Override
  public void standardize(
      NDArray x,
      int[] axes,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    kernels.standardize(x, axes, epsilon, scale, shift, out, mean, variance);
  }

  @Override
  public void standardizeGradient(
      NDArray upstream,
      NDArray x,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      int[] axes,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    kernels.standardizeGradient(
        upstream, x, mean, variance, scale, axes, epsilon, out, scaleGradient, shiftGradient);
  }

  @Override
  public OptimizerKernels optimizers() {
    return kernels.optimizers();
  }
}
