package org.jacobi.train;

import org.jacobi.array.DType;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Op;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds the first operation whose output holds a NaN or an infinity. */
final class FirstNonFinite extends LayerTrace {
  private @Nullable String found;

  @Override
  public void made(Op op, Tensor output) {
    if (found == null && output.dtype() != DType.BOOL && !isFinite(output)) {
      found = op.name() + (layer().isEmpty() ? "" : " in layer " + layer());
    }
  }

  private static boolean isFinite(Tensor tensor) {
    for (double number : tensor.toDoubles()) {
      if (!Double.isFinite(number)) {
        return false;
      }
    }
    return true;
  }

  boolean hasFound() {
    return found != null;
  }

  /** Where the numbers broke, in words. */
  String where(UnaryLayer model) {
    for (Param param : model.params()) {
      if (!isFinite(param.tensor())) {
        return "the parameter "
            + param.path()
            + " is no longer finite after the step before"
            + (found == null ? "" : ", first seen in " + found);
      }
    }
    return "the first numbers that are not finite come from "
        + (found == null ? "the penalty: the parameters have become too large" : found);
  }
}
