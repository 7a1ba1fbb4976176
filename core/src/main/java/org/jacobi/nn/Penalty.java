package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/** Stub. */
public interface Penalty {
  /** Stub. */
  Tensor of(Layer model);
}
