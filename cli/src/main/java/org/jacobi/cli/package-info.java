/** The command line: train, evaluate, predict, inspect, and the report page. */
@NullMarked
package org.jacobi.cli;

import org.jspecify.annotations.NullMarked;
