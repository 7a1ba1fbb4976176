package org.jacobi.train;

/** Thrown when the loss of a training step is not a finite number; says where it arose. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with this text. */
  public DivergedException(String message) {
    super(message);
  }
}
