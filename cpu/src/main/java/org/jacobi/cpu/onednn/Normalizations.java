package org.jacobi.cpu.onednn;

import java.lang.ref.Reference;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Standardized rows or columns of dense F32 matrices by oneDNN, each call on the calling thread
 * alone. Every method says whether it did the work. Only where {@link
 * MatrixProducts#unusableReason} is empty.
 */
public final class Normalizations {
  private Normalizations() {}

  /**
   * out ← scale · (x − mean) / √(variance + ε) + shift for each row, or for each column.
   *
   * @param columns whether each column is standardized, not each row
   * @param scale n numbers, or null with the shift
   * @return false if nothing was done
   */
  public static boolean forward(
      NDArray x,
      boolean columns,
      int rows,
      int n,
      float epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    OneDnn.useOneThread(); // also while the primitive is made
    var lane = Lanes.SHARED.borrow();
    try {
      var norm = lane.normalization(rows, n, epsilon, flags(columns, scale));
      if (!norm.supported) {
        return false;
      }
      norm.set(0, MatrixProducts.address(x));
      norm.set(1, MatrixProducts.address(out));
      norm.set(2, MatrixProducts.address(mean));
      norm.set(3, MatrixProducts.address(variance));
      if (scale != null && shift != null) {
        norm.set(4, MatrixProducts.address(scale));
        norm.set(5, MatrixProducts.address(shift));
      }
      lane.execute(norm);
      return true;
    } finally {
      Lanes.SHARED.giveBack(lane);
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(scale);
      Reference.reachabilityFence(shift);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(mean);
      Reference.reachabilityFence(variance);
    }
  }

  /**
   * The gradients of {@link #forward} from the upstream gradient.
   *
   * @return false if nothing was done
   */
  public static boolean gradient(
      NDArray upstream,
      NDArray x,
      boolean columns,
      int rows,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      float epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    OneDnn.useOneThread();
    var lane = Lanes.SHARED.borrow();
    try {
      var norm =
          lane.normalization(rows, n, epsilon, Normalization.BACKWARD | flags(columns, scale));
      if (!norm.supported) {
        return false;
      }
      norm.set(0, MatrixProducts.address(upstream));
      norm.set(1, MatrixProducts.address(x));
      norm.set(2, MatrixProducts.address(out));
      norm.set(3, MatrixProducts.address(mean));
      norm.set(4, MatrixProducts.address(variance));
      if (scale != null && scaleGradient != null && shiftGradient != null) {
        norm.set(5, MatrixProducts.address(scale));
        norm.set(6, MatrixProducts.address(scaleGradient));
        norm.set(7, MatrixProducts.address(shiftGradient));
      }
      lane.execute(norm);
      return true;
    } finally {
      Lanes.SHARED.giveBack(lane);
      Reference.reachabilityFence(upstream);
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(mean);
      Reference.reachabilityFence(variance);
      Reference.reachabilityFence(scale);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scaleGradient);
      Reference.reachabilityFence(shiftGradient);
    }
  }

  private static int flags(boolean columns, @Nullable NDArray scale) {
    return (columns ? Normalization.COLUMNS : 0) | (scale == null ? 0 : Normalization.SCALED);
  }
}
