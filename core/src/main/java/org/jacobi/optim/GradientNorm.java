package org.jacobi.optim;

import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.ParamStore;

/**
 * The norm of all gradients together. Each parameter is cut into chunks of a fixed length, whose
 * sums are added in order, so that the result does not depend on how many threads work on them.
 */
final class GradientNorm {
  private static final int CHUNK = 4096;

  private GradientNorm() {}

  static double of(ParamStore store, NDArray gradients, double limit) {
    var kernels = Kernels.current().optimizers();
    double sum = 0;
    for (int i = 0; i < store.params().size(); i++) {
      var param = store.params().get(i);
      if (param.isFrozen()) {
        continue;
      }
      int from = store.offset(i);
      int end = from + Math.toIntExact(param.shape().size());
      for (int start = from; start < end; start += CHUNK) {
        var chunk = gradients.slice(0, start, Math.min(end, start + CHUNK));
        sum += kernels.sumOfSquares(chunk, limit);
      }
    }
    return Math.sqrt(sum);
  }
}
