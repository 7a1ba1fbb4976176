/**
 * Experiments that show why optimizers, initial values and regularisation matter: optimizers side
 * by side, activations over the layers, training and test curves. Each gives records, a table and
 * one HTML page.
 */
@NullMarked
package org.jacobi.learn.race;

import org.jspecify.annotations.NullMarked;
