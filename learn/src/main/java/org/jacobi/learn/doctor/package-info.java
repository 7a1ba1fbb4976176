/**
 * The layer doctor: examines layers, losses, optimizers, initial distributions and sources of
 * batches that were written by hand, and names the mistake that explains what it sees.
 */
@NullMarked
package org.jacobi.learn.doctor;

import org.jspecify.annotations.NullMarked;
