/**
 * Layers with their parameters, initial values, losses and penalties. A layer declares its
 * parameters in its constructor and computes in {@code forward}, which writes no field, so that any
 * number of threads may run it at once.
 */
@NullMarked
package org.jacobi.nn;

import org.jspecify.annotations.NullMarked;
