/** The provider of fast kernels, and how its parts are put together. */
@NullMarked
package org.jacobi.cpu;

import org.jspecify.annotations.NullMarked;
