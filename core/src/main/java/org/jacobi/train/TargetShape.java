package org.jacobi.train;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.nn.Loss;
import org.jacobi.tensor.Tensor;

/**
 * How the targets of a data set are given to a loss: class numbers as they are, as one-hot rows, or
 * as 0 and 1 for a model with one output; numbers as they are.
 */
public enum TargetShape {
  /** Whole numbers from 0, one for each row. */
  CLASS_NUMBERS,
  /** A row of zeros with a 1 at the class. */
  ONE_HOT,
  /** 0 or 1, (rows × 1). */
  ZERO_ONE,
  /** Numbers as they are. */
  NUMBERS;

  /**
   * What fits a loss, a data set and the number of a model's outputs.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  public static TargetShape of(Loss loss, Dataset data, int outputs) {
    if (data.task() == Task.REGRESSION) {
      if (loss.takesClassNumbers()) {
        throw new IllegalArgumentException(
            "[trainer] " + loss + " needs classes, but " + data + " has numbers as targets");
      }
      requireOutputs(data, outputs, data.outputs(), "numbers to predict");
      return NUMBERS;
    }
    if (!loss.takesClassNumbers() && outputs == 1 && data.outputs() == 2) {
      return ZERO_ONE;
    }
    requireOutputs(data, outputs, data.outputs(), "classes");
    return loss.takesClassNumbers() ? CLASS_NUMBERS : ONE_HOT;
  }

  private static void requireOutputs(Dataset data, int outputs, int wanted, String what) {
    if (outputs != wanted) {
      throw new IllegalArgumentException(
          "[trainer] the model gives "
              + outputs
              + " numbers for a row, but "
              + data
              + " has "
              + wanted
              + " "
              + what
              + ". Let the last layer have "
              + wanted
              + " outputs");
    }
  }

  /** The targets in this form, of the type the model computes in. */
  public Tensor of(NDArray targets, int classes, DType dtype) {
    return switch (this) {
      case CLASS_NUMBERS -> new Tensor(targets);
      case NUMBERS -> new Tensor(targets.cast(dtype));
      case ZERO_ONE -> new Tensor(targets.reshape(-1, 1).cast(dtype));
      case ONE_HOT -> {
        int[] labels = targets.toInts();
        double[] rows = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
          rows[i * classes + labels[i]] = 1;
        }
        yield new Tensor(NDArray.allocate(dtype, Shape.of(labels.length, classes)).copyFrom(rows));
      }
    };
  }
}
