/** Kernels through the JDK's Vector API. */
@NullMarked
package org.jacobi.cpu.vector;

import org.jspecify.annotations.NullMarked;
