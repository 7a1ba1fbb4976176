package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/** A layer that maps one tensor to one: what {@link Sequential} and a trainer take. */
public abstract class UnaryLayer extends Layer {
  /** For subclasses. */
  protected UnaryLayer() {}

  /**
   * The output for an input whose first axis counts rows. Writes no field, so that several threads
   * may run it at once.
   */
  public abstract Tensor forward(Tensor x);
}
