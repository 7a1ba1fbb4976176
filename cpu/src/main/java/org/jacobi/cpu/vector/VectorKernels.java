package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.LENGTH;

import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReduceFn;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;

/**
 * Kernels for floats through the Vector API. Matrix products are left to the kernels that are
 * given; other types, and arrays that lie in unusual ways, to the plain ones.
 */
public final class VectorKernels implements Kernels {
  private static final Kernels PLAIN = new ReferenceKernels();

  private final Products products;
  private final Standardizer standardizer;
  private final OptimizerKernels optimizers = new VectorOptimizerKernels(PLAIN.optimizers());

  /** Kernels with everything through the Vector API. */
  public VectorKernels() {
    this(new VectorProducts(Precision.F32), Standardizer.NONE);
  }

  /** Kernels with these matrix products, and rows and columns standardized by this where it can. */
  public VectorKernels(Products products, Standardizer standardizer) {
    this.products = products;
    this.standardizer = standardizer;
  }

  @Override
  public String name() {
    return "vector, products by " + products.name();
  }

  @Override
  public Kernels at(Precision precision) {
    return new VectorKernels(products.at(precision), standardizer);
  }

  @Override
  public Kernels withFixedWeights() {
    return new VectorKernels(products.withFixedWeights(), standardizer);
  }

  @Override
  public Optional<String> missingPrecision() {
    return products.missingPrecision();
  }

  @Override
  public DType factorType(int rows, int in, int out) {
    return products.factorType(rows, in, out);
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    products.matmul(a, b, out);
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    products.linear(x, weight, bias, relu, out);
  }

  @Override
  public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
    if (!Elementwise.unary(function, parameter, x, out)) {
      PLAIN.unary(function, parameter, x, out);
    }
  }

  @Override
  public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    if (!Elementwise.binary(function, a, b, out)) {
      PLAIN.binary(function, a, b, out);
    }
  }

  @Override
  public void where(NDArray condition, NDArray a, NDArray b, NDArray out) {
    if (!Elementwise.where(condition, a, b, out)) {
      PLAIN.where(condition, a, b, out);
    }
  }

  @Override
  public void reduce(ReduceFn function, NDArray x, int[] axes, NDArray out) {
    if (!Reductions.reduce(function, x, axes, out)) {
      PLAIN.reduce(function, x, axes, out);
    }
  }

  @Override
  public void argmax(NDArray x, int axis, NDArray out) {
    if (!Reductions.argmax(x, axis, out)) {
      PLAIN.argmax(x, axis, out);
    }
  }

  @Override
  public void gather(NDArray x, int axis, NDArray index, NDArray out) {
    if (!Picks.gather(x, axis, index, out)) {
      PLAIN.gather(x, axis, index, out);
    }
  }

  @Override
  public void scatterAdd(NDArray x, int axis, NDArray index, NDArray out) {
    if (!Picks.scatterAdd(x, axis, index, out)) {
      PLAIN.scatterAdd(x, axis, index, out);
    }
  }

  @Override
  public void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
    if (LENGTH < ByteLoops.LEAST) {
      PLAIN.scaleRows(bytes, numbers, from, to, factor, shift, out);
    } else {
      ByteLoops.scaleRows(bytes, numbers, from, to, factor, shift, out);
    }
  }

  @Override
  public void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out) {
    if (LENGTH < RoundingLoops.LEAST) {
      PLAIN.roundRows(x, numbers, from, to, out);
    } else {
      RoundingLoops.roundRows(x, numbers, from, to, out);
    }
  }

  @Override
  public void softmax(NDArray x, NDArray out) {
    if (Layout.isDenseFloats(x) && Layout.isDenseFloats(out)) {
      SoftmaxRows.softmax(x, out);
    } else {
      PLAIN.softmax(x, out);
    }
  }

  @Override
  public void logSoftmax(NDArray x, NDArray out) {
    if (Layout.isDenseFloats(x) && Layout.isDenseFloats(out)) {
      SoftmaxRows.logSoftmax(x, out);
    } else {
      PLAIN.logSoftmax(x, out);
    }
  }

  @Override
  public void crossEntropy(NDArray logits, NDArray targets, NDArray losses, NDArray probabilities) {
    if (Layout.isDenseFloats(logits)
        && Layout.isDenseFloats(targets)
        && Layout.isDenseFloats(losses)
        && Layout.isDenseFloats(probabilities)) {
      SoftmaxRows.crossEntropy(logits, targets, losses, probabilities);
    } else {
      PLAIN.crossEntropy(logits, targets, losses, probabilities);
    }
  }

  @Override
  public void crossEntropyGradient(
      NDArray upstream, NDArray probabilities, NDArray targets, NDArray out) {
    if (upstream.dtype() == DType.F32
        && Layout.isDenseFloats(probabilities)
        && Layout.isDenseFloats(targets)
        && Layout.isDenseFloats(out)) {
      SoftmaxRows.crossEntropyGradient(upstream, probabilities, targets, out);
    } else {
      PLAIN.crossEntropyGradient(upstream, probabilities, targets, out);
    }
  }

  @Override
  public void dropoutMask(long key, double p, NDArray out) {
    if (Layout.isDenseFloats(out)) {
      DropoutLoop.fill(key, p, out.segment(), Layout.at(out), Math.toIntExact(out.size()));
    } else {
      PLAIN.dropoutMask(key, p, out);
    }
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
    if (!Standardization.forward(
        standardizer, x, axes, epsilon, scale, shift, out, mean, variance)) {
      PLAIN.standardize(x, axes, epsilon, scale, shift, out, mean, variance);
    }
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
    boolean done =
        Standardization.gradient(
            standardizer,
            upstream,
            x,
            mean,
            variance,
            scale,
            axes,
            epsilon,
            out,
            scaleGradient,
            shiftGradient);
    if (!done) {
      PLAIN.standardizeGradient(
          upstream, x, mean, variance, scale, axes, epsilon, out, scaleGradient, shiftGradient);
    }
  }

  @Override
  public OptimizerKernels optimizers() {
    return optimizers;
  }
}
