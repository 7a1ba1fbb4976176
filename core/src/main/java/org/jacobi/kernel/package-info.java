/**
 * Arithmetic on arrays: inputs to a given output, no history. {@link org.jacobi.kernel.Kernels} is
 * what a provider implements; ReferenceKernels is the plain version that every faster one is held
 * against.
 */
@NullMarked
package org.jacobi.kernel;

import org.jspecify.annotations.NullMarked;
