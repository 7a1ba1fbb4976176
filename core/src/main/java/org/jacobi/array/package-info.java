/**
 * Numbers without history: shapes, element types, arrays, and the memory they live in.
 *
 * <p>Memory has three lifetimes: permanent and outside-any-scope memory belong to the garbage
 * collector; step memory is carved from a {@link org.jacobi.array.Slab} and ends with its {@link
 * org.jacobi.array.StepScope}.
 */
@NullMarked
package org.jacobi.array;

import org.jspecify.annotations.NullMarked;
