package org.jacobi.kernel;

/**
 * One fused pass over value, gradient and state for each optimizer. All arrays are contiguous, of
 * one type and one length; the value and the states are updated in place. The rules stand in the
 * Javadoc of the optimizers.
 */
public interface OptimizerKernels {}
