package org.jacobi.kernel;

/** x. */
public interface Kernels {}
