/**
 * Assertions for networks: that gradients are right, that a model can learn, that a run is the run
 * that it was, that a file keeps a model. They throw {@link AssertionError} and need no test
 * framework.
 */
@NullMarked
package org.jacobi.testing;

import org.jspecify.annotations.NullMarked;
