/**
 * Optimizers, learning-rate schedules, clipping. An optimizer makes one fused pass over the value,
 * gradient and state slabs of a model; the pass may be split into ranges without a change of a bit.
 */
@NullMarked
package org.jacobi.optim;

import org.jspecify.annotations.NullMarked;
