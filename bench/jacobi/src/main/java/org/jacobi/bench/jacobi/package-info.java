/** The workloads by Jacobi, as a user writes them, and the program that writes their data. */
@NullMarked
package org.jacobi.bench.jacobi;

import org.jspecify.annotations.NullMarked;
