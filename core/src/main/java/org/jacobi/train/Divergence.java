package org.jacobi.train;

import org.jacobi.nn.UnaryLayer;

/** What is said when the numbers of a run are no longer finite. */
final class Divergence {
  private Divergence() {}

  static DivergedException of(String what, FirstNonFinite search, UnaryLayer model) {
    return new DivergedException(
        "[trainer] "
            + what
            + ": "
            + search.where(model)
            + ". Try a smaller learning rate, clipping of the gradient's norm, or scaled inputs");
  }
}
