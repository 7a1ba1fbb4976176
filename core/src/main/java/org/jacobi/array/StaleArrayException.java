package org.jacobi.array;

/** Thrown when an array is used after the {@link StepScope} in which it was made has ended. */
public final class StaleArrayException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception with this text. */
  public StaleArrayException(String message) {
    super(message);
  }
}
