package org.jacobi.kernel;

/** The plain version of the fused updates. */
final class ReferenceOptimizerKernels implements OptimizerKernels {}
