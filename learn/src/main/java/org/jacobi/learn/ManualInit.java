package org.jacobi.learn;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.nn.Init;

/** First values for a weight, written by hand. */
public abstract class ManualInit {
  /** For subclasses. */
  protected ManualInit() {}

  /**
   * The weight of a layer.
   *
   * @param inputs how many numbers flow into a unit of the layer
   * @param outputs how many units the layer has
   * @param seed the same seed gives the same numbers
   * @return (inputs × outputs), or (outputs × inputs)
   */
  public abstract NDArray weight(int inputs, int outputs, DType dtype, long seed);

  /** The initial distribution of {@code org.jacobi.nn} that this one means to be. */
  public abstract Init automatic();
}
