package org.jacobi.kernel;

/**
 * How exactly matrix products of F32 arrays multiply, or of one with one in BF16. Everything else
 * is computed in F32, and sums are F32 or better, whatever is chosen here.
 */
public enum Precision {
  /** Factors as they are. */
  F32,

  /**
   * Factors rounded to the 8 significant bits of bfloat16 (nearest, ties to even), where the
   * processor has arithmetic for it; elsewhere as F32, which is not slower there, but for the plain
   * loops of {@link ReferenceKernels}, which always round. Weights stay F32, but for copies: those
   * that {@link Kernels#withFixedWeights} may keep, and those in the working memory of a product.
   */
  BF16
}
