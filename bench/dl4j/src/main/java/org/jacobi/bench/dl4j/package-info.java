/** The workloads by Eclipse Deeplearning4j. */
@NullMarked
package org.jacobi.bench.dl4j;

import org.jspecify.annotations.NullMarked;
