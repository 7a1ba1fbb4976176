/** The workloads by the Deep Java Library with its PyTorch engine. */
@NullMarked
package org.jacobi.bench.djl;

import org.jspecify.annotations.NullMarked;
