package org.jacobi.learn.doctor;

/** The kinds of mistake that the doctor knows by name. */
public enum Mistake {
  // ---- gradients of layers and losses ----

  /** The gradient lacks the factor 1/batch of a mean over rows. */
  BATCH_FACTOR_MISSING,
  /** The gradient is divided by the rows of the batch, though the function takes no mean. */
  BATCH_FACTOR_EXTRA,
  /** The gradient is twice what it should be. */
  FACTOR_TWO,
  /** The gradient is half of what it should be. */
  FACTOR_HALF,
  /** The gradient lost its sign: an absolute value stands where a sign belongs. */
  SIGN_LOST,
  /** The gradient points the other way. */
  SIGN_TURNED,
  /** f′(y) in place of f′(x): the derivative is taken at the activation, not the pre-activation. */
  DERIVATIVE_AT_ACTIVATION,
  /** The formula for the output, such as y(1 − y), is given the pre-activation x. */
  DERIVATIVE_AT_PREACTIVATION,
  /** The derivative of the activation is left out: u in place of u · f′(x). */
  DERIVATIVE_MISSING,
  /** One factor of the derivative stands for all, such as 1 − y for y(1 − y). */
  DERIVATIVE_FACTOR_MISSING,
  /** The gradient is that of another input or parameter of the same shape. */
  GRADIENT_OF_ANOTHER,
  /** A layer that standardises takes the mean or the deviation for a constant on the way back. */
  STATISTICS_CONSTANT,
  /** Backward gives more gradients than there are inputs. */
  TOO_MANY_GRADIENTS,
  /** The backward pass gives no gradient at all, for an input or for a parameter. */
  NOTHING_RETURNED,
  /** The backward pass gives the local derivative without the upstream gradient. */
  UPSTREAM_IGNORED,
  /** The array of the upstream gradient is changed. */
  UPSTREAM_OVERWRITTEN,
  /** An array that was given as an input is changed. */
  INPUT_OVERWRITTEN,
  /** What forward has kept is changed by backward, so that a second call differs. */
  STORED_OVERWRITTEN,
  /** The gradient of the bias is not summed over the rows of the batch. */
  BIAS_NOT_SUMMED,
  /** The gradient of the bias is averaged over the rows, where it should be summed. */
  BIAS_AVERAGED,
  /** The gradient of the weight has rows and columns exchanged. */
  WEIGHT_GRADIENT_TRANSPOSED,
  /** The weight is not transposed where the input gradient is computed. */
  WEIGHT_NOT_TRANSPOSED,
  /** A pass works with what an earlier pass with other inputs has kept. */
  EARLIER_INPUT_USED,
  /** A pass works with the first weights for ever, and does not see their updates. */
  INITIAL_WEIGHTS_USED,
  /** The mask of forward is not applied in the backward pass (dropout, ReLU). */
  MASK_NOT_APPLIED,
  /** The mask lacks its factor 1/(1 − p). */
  MASK_NOT_SCALED,
  /** A gradient is added to that of the last walk, where it should replace it. */
  GRADIENT_ACCUMULATED,
  /** Several contributions of one walk: the last one replaces the sum. */
  GRADIENT_NOT_ACCUMULATED,
  /** The Jacobian of softmax divides by a wrong power of the sum, such as 1/s³ for 1/s². */
  SOFTMAX_WRONG_POWER,
  /** Of the Jacobian of softmax, only the diagonal is used. */
  SOFTMAX_DIAGONAL_ONLY,

  // ---- forward ----

  /** Forward overflows for large inputs: infinite or NaN where the true value is finite. */
  OVERFLOW,
  /** Forward takes the logarithm of 0. */
  LOG_OF_ZERO,
  /** A parameter that changes no output. */
  PARAMETER_WITHOUT_EFFECT,

  // ---- initial values ----

  /** Fan-in stands where fan-out belongs, or the reverse. */
  FANS_SWAPPED,

  // ---- optimizers ----

  /** The state or the step number starts anew in each epoch. */
  STATE_RESTARTED,
  /** Averages that start at 0 are not corrected. */
  BIAS_CORRECTION_MISSING,
  /** An average is corrected by the decay of the other one. */
  BIAS_CORRECTION_WRONG_DECAY,
  /** Epsilon is added under the root, where it belongs outside. */
  EPSILON_INSIDE_ROOT,
  /** Epsilon is added after the root, where it belongs inside. */
  EPSILON_OUTSIDE_ROOT,
  /** The momentum is decayed with the other coefficient. */
  MOMENTUM_OTHER_COEFFICIENT,
  /** AdaMax with a norm over the array where the maximum is taken element by element. */
  ADAMAX_NORM,
  /** The gradient is not squared where its square is averaged. */
  GRADIENT_NOT_SQUARED,

  // ---- batches ----

  /** Columns are shuffled where rows should be. */
  COLUMNS_SHUFFLED,
  /** The batches leave rows out. */
  ROWS_LEFT_OUT,
  /** The batches give rows more than once. */
  ROWS_REPEATED,
  /** Rows stand beside the targets of other rows. */
  TARGETS_MISPLACED,

  // ---- what cannot be examined further ----

  /** A call ends with an exception. */
  THROWS,
  /** Forward gives null. */
  NULL_OUTPUT,
  /** A gradient has another shape than what it is the gradient for. */
  WRONG_SHAPE,
  /** NaN or infinite for ordinary inputs. */
  NOT_A_NUMBER,
  /** A call that does not return. */
  NEVER_RETURNS,
  /** Wrong, and no known mistake explains how. */
  UNEXPLAINED
}
