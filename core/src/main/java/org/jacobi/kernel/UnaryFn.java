package org.jacobi.kernel;

/** A function of one number, applied to every element. Some take a parameter p. */
public enum UnaryFn {
  /** −x. */
  NEG,
  /** eˣ. */
  EXP,
  /** Natural logarithm; −∞ at 0, NaN below. */
  LOG,
  /** √x. */
  SQRT,
  /** |x|. */
  ABS,
  /** −1, 0 or 1. */
  SIGN,
  /** sin x. */
  SIN,
  /** cos x. */
  COS,
  /** erf x = 2/√π ∫₀ˣ exp(−t²) dt. */
  ERF,
  /** xᵖ. */
  POW,
  /** max(x, 0). */
  RELU,
  /** x where x &gt; 0, else p·x. */
  LEAKY_RELU,
  /** x where x &gt; 0, else p·(eˣ − 1). */
  ELU,
  /** 1 / (1 + e⁻ˣ), without overflow. */
  SIGMOID,
  /** tanh x. */
  TANH,
  /** log(1 + eˣ), without overflow. */
  SOFTPLUS,
  /** x·Φ(x), where Φ is the standard normal distribution function. */
  GELU,
  /** ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
  GELU_TANH,
  /** x · sigmoid(x). */
  SILU,
  /** max(x, p); NaN stays. */
  MAXIMUM,
  /** min(x, p); NaN stays. */
  MINIMUM
}
