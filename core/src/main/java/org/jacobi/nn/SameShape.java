package org.jacobi.nn;

import org.jacobi.array.Shape;

/** A layer whose output has the shape of its input. */
abstract class SameShape extends UnaryLayer {
  @Override
  public Shape outputShape(Shape input) {
    return input;
  }
}
