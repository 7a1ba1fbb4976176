/**
 * Runs the same work by Jacobi and by other frameworks, in turn, each in a process of its own, and
 * writes tables of what was measured.
 */
@NullMarked
package org.jacobi.bench;

import org.jspecify.annotations.NullMarked;
