package org.jacobi.nn;

import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * A loss that holds each number of the output against the number of the target at the same place.
 */
abstract class ElementwiseLoss extends Loss {
  ElementwiseLoss(Reduction reduction) {
    super(reduction);
  }

  /** The sum for an output and a target of one shape and type. */
  abstract Tensor sumOf(Tensor output, Tensor target);

  @Override
  public final Tensor sum(Tensor output, Tensor target) {
    if (!target.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] the targets must be real numbers, f32 or f64, but are "
              + target.value().describe()
              + ". Did you mean target.cast(DType.F32)? For class numbers there is"
              + " CrossEntropyLoss");
    }
    Shape wanted = output.shape();
    if (!wanted.equals(target.shape())) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] output and target must have one shape, but the output is "
              + wanted
              + " and the target "
              + target.shape()
              + hint(wanted, target.shape()));
    }
    return sumOf(output, target.cast(output.dtype()));
  }

  private static String hint(Shape output, Shape target) {
    if (output.size() != target.size()) {
      return "";
    }
    return ". Did you mean target.reshape" + output.toString().replace(" ×", ",") + "?";
  }

  /** Counts all numbers. */
  @Override
  public double weight(Tensor target) {
    return target.size();
  }

  /** Such as {@code MSELoss(mean)}. */
  @Override
  public String toString() {
    return getClass().getSimpleName() + "(" + reductionText() + ")";
  }
}
