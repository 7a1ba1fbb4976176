/** Kernels measured by JMH, beside what the machine could do at best. */
@NullMarked
package org.jacobi.bench.kernels;

import org.jspecify.annotations.NullMarked;
