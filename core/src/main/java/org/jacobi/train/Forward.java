package org.jacobi.train;

import java.lang.foreign.Arena;
import java.util.function.UnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Mode;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;

/** Forward passes without a walk back: in evaluation mode, a fixed number of rows at a time. */
final class Forward {
  /** Rows that are computed at once. */
  static final int ROWS = 512;

  private Forward() {}

  /** Runs a block in evaluation mode, not recording, over a slab. */
  static <R> R call(Slab slab, ScopedValue.CallableOp<R, RuntimeException> block) {
    return StepScope.over(slab)
        .with(Mode.SETTING, Mode.EVALUATE)
        .with(LayerTrace.SETTING, new LayerTrace())
        .call(() -> Autograd.noGrad(block));
  }

  /**
   * How many numbers the model gives for a row.
   *
   * @throws IllegalArgumentException if it does not take the features, or gives no matrix
   */
  static int outputs(UnaryLayer model, Dataset sample) {
    Shape known = model.outputShape(sample.featureShape());
    if (known != null && known.rank() == 1) {
      return known.dim(0);
    }
    try (var arena = Arena.ofConfined()) {
      return call(
          new Slab(arena),
          () -> {
            var features = sample.batch(new int[] {0}).features();
            return requireMatrix(model.forward(new Tensor(features.cast(dtype(model)))), 1);
          });
    }
  }

  private static int requireMatrix(Tensor output, int rows) {
    Shape shape = output.shape();
    if (shape.rank() != 2 || shape.dim(0) != rows) {
      throw new IllegalArgumentException(
          "[trainer] the model must give (rows × outputs), but for "
              + rows
              + " rows it gave "
              + shape);
    }
    return shape.dim(1);
  }

  static DType dtype(UnaryLayer model) {
    return model.store().values().dtype();
  }

  /** The outputs for all rows of features, row-major. */
  static double[] outputs(UnaryLayer model, NDArray features, Slab slab) {
    return outputs(model::forward, dtype(model), features, slab);
  }

  /** What a function makes of all rows of features in this type, row-major. */
  static double[] outputs(
      UnaryOperator<Tensor> function, DType dtype, NDArray features, Slab slab) {
    int rows = features.shape().dim(0);
    double[][] parts = new double[(rows + ROWS - 1) / ROWS][];
    for (int i = 0; i < parts.length; i++) {
      var part = features.slice(0, i * ROWS, Math.min(rows, (i + 1) * ROWS));
      parts[i] = call(slab, () -> function.apply(new Tensor(part.cast(dtype))).toDoubles());
    }
    return joined(parts);
  }

  static double[] joined(double[][] parts) {
    int length = 0;
    for (double[] part : parts) {
      length += part.length;
    }
    double[] all = new double[length];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
