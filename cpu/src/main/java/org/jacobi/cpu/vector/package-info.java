/**
 * Kernels through the JDK's Vector API, directly over memory segments. They use exactly rounded
 * operations only, so the bits do not depend on whether a loop was compiled yet.
 */
@NullMarked
package org.jacobi.cpu.vector;

import org.jspecify.annotations.NullMarked;
