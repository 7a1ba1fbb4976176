/**
 * Graphs that can be read: the operations behind a tensor with their formulas, values, local
 * derivatives and gradients, as text, as a page, and in other forms.
 */
@NullMarked
package org.jacobi.learn.explain;

import org.jspecify.annotations.NullMarked;
