package org.jacobi.kernel;

/** A function of two numbers, applied element by element. The comparisons give 1 or 0. */
public enum BinaryFn {
  /** a + b. */
  ADD,
  /** a − b. */
  SUB,
  /** a · b. */
  MUL,
  /** a / b. */
  DIV,
  /** aᵇ. */
  POW,
  /** The larger one; NaN if either is. */
  MAXIMUM,
  /** The smaller one; NaN if either is. */
  MINIMUM,
  /** a &gt; b. */
  GREATER,
  /** a ≥ b. */
  GREATER_EQUAL,
  /** a = b. */
  EQUAL,
  /** a where b &gt; 0, else 0: from the upstream gradient a and y = max(x, 0). */
  RELU_GRADIENT,
  /** a · b · (1 − b): from the upstream gradient a and y = sigmoid x. */
  SIGMOID_GRADIENT,
  /** a · (1 − b²): from the upstream gradient a and y = tanh x. */
  TANH_GRADIENT;

  /** True for those that give a truth value. */
  public boolean isComparison() {
    return this == GREATER || this == GREATER_EQUAL || this == EQUAL;
  }
}
