/** Attacks on readers: changed files in great number, with limits of time and memory for each. */
package org.jacobi.fuzz;
