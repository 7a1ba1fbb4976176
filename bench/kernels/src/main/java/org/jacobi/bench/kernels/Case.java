package org.jacobi.bench.kernels;

import java.util.function.Function;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jacobi.kernel.ReduceFn;
import org.jacobi.kernel.UnaryFn;
import org.jacobi.tensor.Rng;

/** The kernels of a training step of 784-256-128-10 with 128 rows, and some beside them. */
@SuppressWarnings("ImmutableEnumChecker") // records of numbers, and functions without state
public enum Case {
  /** First layer, forward. */
  LINEAR_1(Work.product(128, 784, 256), kernels -> linear(kernels, 784, 256, true)),
  /** Second layer, forward. */
  LINEAR_2(Work.product(128, 256, 128), kernels -> linear(kernels, 256, 128, true)),
  /** Third layer, forward. */
  LINEAR_3(Work.product(128, 128, 10), kernels -> linear(kernels, 128, 10, false)),
  /** Gradient of the first layer's weight. */
  WEIGHT_GRADIENT_1(Work.product(256, 128, 784), kernels -> weightGradient(kernels, 784, 256)),
  /** Gradient of the second layer's weight. */
  WEIGHT_GRADIENT_2(Work.product(128, 128, 256), kernels -> weightGradient(kernels, 256, 128)),
  /** Gradient of the third layer's weight. */
  WEIGHT_GRADIENT_3(Work.product(10, 128, 128), kernels -> weightGradient(kernels, 128, 10)),
  /** Gradient of the second layer's input. */
  INPUT_GRADIENT_2(Work.product(128, 128, 256), kernels -> inputGradient(kernels, 256, 128)),
  /** Gradient of the third layer's input. */
  INPUT_GRADIENT_3(Work.product(128, 10, 128), kernels -> inputGradient(kernels, 128, 10)),
  /** max(0, x). */
  RELU(Work.pass("128 × 256", 128 * 256, 2, 1), Case::relu),
  /** a + b, activations. */
  ADD(Work.pass("128 × 256", 128 * 256, 3, 1), kernels -> add(kernels, 128, 256)),
  /** a + b, all gradients of two shards, for batches that have several. */
  ADD_GRADIENTS(Work.pass("235146", Case.PARAMETERS, 3, 1), kernels -> add(kernels, 1, 235146)),
  /** Sum over the rows: the gradient of the first layer's bias. */
  BIAS_GRADIENT(
      new Work("128 × 256 → 256", 4L * (128 * 256 + 256), 128L * 256), Case::biasGradient),
  /** Probabilities. */
  SOFTMAX(Work.pass("128 × 10", 1280, 2, Work.EXP + 4), Case::softmax),
  /** Losses and probabilities of a batch. */
  CROSS_ENTROPY(Work.pass("128 × 10", 1280, 3, Work.EXP + 6), Case::crossEntropy),
  /** A mask; ten rounds of Philox give four numbers. */
  DROPOUT_MASK(Work.pass("128 × 256", 128 * 256, 1, 20), Case::dropoutMask),
  /** SGD with momentum over all parameters. */
  MOMENTUM(Work.pass("235146", Case.PARAMETERS, 5, 4), Case::momentum),
  /** Adam over all parameters. */
  ADAM(Work.pass("235146", Case.PARAMETERS, 7, 12), Case::adam),
  /** Batch normalisation without its scale and shift. */
  STANDARDIZE(Work.pass("128 × 256, by column", 128 * 256, 2, 6), Case::standardize),
  /** Layer normalisation, forward. */
  LAYER_NORM(
      Work.pass("128 × 256, by row", 128 * 256, 2, 8), kernels -> normalise(kernels, 256, 1)),
  /** Gradients of layer normalisation. */
  LAYER_NORM_GRADIENT(
      Work.pass("128 × 256, by row", 128 * 256, 3, 14),
      kernels -> normaliseGradient(kernels, 256, 1)),
  /** Batch normalisation, forward. */
  BATCH_NORM(
      Work.pass("128 × 256, by column", 128 * 256, 2, 8), kernels -> normalise(kernels, 256, 0)),
  /** Gradients of batch normalisation. */
  BATCH_NORM_GRADIENT(
      Work.pass("128 × 256, by column", 128 * 256, 3, 12),
      kernels -> normaliseGradient(kernels, 256, 0)),
  /** Batch normalisation of many features, forward. */
  WIDE_BATCH_NORM(
      Work.pass("128 × 1024, by column", 128 * 1024, 2, 8), kernels -> normalise(kernels, 1024, 0)),
  /** Gradients of batch normalisation of many features. */
  WIDE_BATCH_NORM_GRADIENT(
      Work.pass("128 × 1024, by column", 128 * 1024, 3, 12),
      kernels -> normaliseGradient(kernels, 1024, 0));

  private static final int ROWS = 128;
  private static final int PARAMETERS = 235146;

  private final Work work;

  private final Function<Kernels, Runnable> body;

  Case(Work work, Function<Kernels, Runnable> body) {
    this.work = work;
    this.body = body;
  }

  Work work() {
    return work;
  }

  /** One call of the kernel, on arrays of its own. */
  Runnable on(Kernels kernels) {
    return body.apply(kernels);
  }

  private static NDArray random(int... dims) {
    var array = NDArray.permanent(DType.F32, Shape.of(dims));
    return Rng.of(1, "bench").derive(array.shape().toString()).fillUniform(array, -0.5, 0.5);
  }

  private static Runnable linear(Kernels kernels, int in, int out, boolean relu) {
    var x = random(ROWS, in);
    var weight = random(out, in);
    var bias = random(out);
    var y = random(ROWS, out);
    return () -> kernels.linear(x, weight, bias, relu, y);
  }

  private static Runnable weightGradient(Kernels kernels, int in, int out) {
    var upstream = random(ROWS, out).transpose(); // out × rows
    var x = random(ROWS, in);
    var gradient = random(out, in);
    return () -> kernels.matmul(upstream, x, gradient);
  }

  private static Runnable inputGradient(Kernels kernels, int in, int out) {
    var upstream = random(ROWS, out);
    var weight = random(out, in);
    var gradient = random(ROWS, in);
    return () -> kernels.matmul(upstream, weight, gradient);
  }

  private static Runnable relu(Kernels kernels) {
    var x = random(ROWS, 256);
    var y = random(ROWS, 256);
    return () -> kernels.unary(UnaryFn.RELU, 0, x, y);
  }

  private static Runnable add(Kernels kernels, int rows, int columns) {
    var a = random(rows, columns);
    var b = random(rows, columns);
    var y = random(rows, columns);
    return () -> kernels.binary(BinaryFn.ADD, a, b, y);
  }

  private static Runnable biasGradient(Kernels kernels) {
    var x = random(ROWS, 256);
    var y = random(1, 256);
    int[] axes = {0};
    return () -> kernels.reduce(ReduceFn.SUM, x, axes, y);
  }

  private static Runnable softmax(Kernels kernels) {
    var x = random(ROWS, 10);
    var y = random(ROWS, 10);
    return () -> kernels.softmax(x, y);
  }

  private static Runnable crossEntropy(Kernels kernels) {
    var x = random(ROWS, 10);
    var targets = NDArray.permanent(DType.F32, Shape.of(ROWS, 10)).fill(0);
    for (int row = 0; row < ROWS; row++) {
      targets.set(1, row, row % 10);
    }
    var losses = random(ROWS);
    var probabilities = random(ROWS, 10);
    return () -> kernels.crossEntropy(x, targets, losses, probabilities);
  }

  private static Runnable dropoutMask(Kernels kernels) {
    var mask = random(ROWS, 256);
    return () -> kernels.dropoutMask(7, 0.2, mask);
  }

  private static Runnable momentum(Kernels kernels) {
    var value = random(PARAMETERS);
    var gradient = random(PARAMETERS);
    var velocity = random(PARAMETERS);
    var update = Update.plain(0.02);
    return () -> kernels.optimizers().momentum(update, 0.9, 1, -0.02, 0, value, gradient, velocity);
  }

  private static Runnable adam(Kernels kernels) {
    var value = random(PARAMETERS);
    var gradient = random(PARAMETERS);
    var first = random(PARAMETERS);
    var second = random(PARAMETERS).fill(0.01);
    var pass = new AdamPass(0.9, 0.999, 1e-8, 0.001, 0, 1, 1);
    var update = Update.plain(0.001);
    return () -> kernels.optimizers().adam(update, pass, value, gradient, first, second, null);
  }

  private static Runnable standardize(Kernels kernels) {
    var x = random(ROWS, 256);
    var y = random(ROWS, 256);
    var mean = random(1, 256);
    var variance = random(1, 256);
    int[] axes = {0};
    return () -> kernels.standardize(x, axes, 1e-5, null, null, y, mean, variance);
  }

  private static Runnable normalise(Kernels kernels, int n, int axis) {
    var x = random(ROWS, n);
    var scale = random(1, n);
    var y = random(ROWS, n);
    var mean = axis == 0 ? random(1, n) : random(ROWS, 1);
    var variance = mean.copy();
    int[] axes = {axis};
    return () -> kernels.standardize(x, axes, 1e-5, scale, scale, y, mean, variance);
  }

  private static Runnable normaliseGradient(Kernels kernels, int n, int axis) {
    var x = random(ROWS, n);
    var u = random(ROWS, n);
    var scale = random(1, n);
    var out = random(ROWS, n);
    var mean = axis == 0 ? random(1, n) : random(ROWS, 1);
    var variance = mean.copy();
    var ofScale = random(1, n);
    var ofShift = random(1, n);
    int[] axes = {axis};
    kernels.standardize(x, axes, 1e-5, null, null, out, mean, variance);
    return () ->
        kernels.standardizeGradient(u, x, mean, variance, scale, axes, 1e-5, out, ofScale, ofShift);
  }
}
