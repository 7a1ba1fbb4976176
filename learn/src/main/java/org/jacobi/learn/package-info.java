/**
 * Backpropagation by hand: layers whose forward and backward pass are plain loops, a network that
 * walks through them, and the comparison with automatic differentiation.
 *
 * <p>Texts for people, messages of errors included, come in English and in Chinese: that of the
 * default locale, or the one that is asked for.
 */
@NullMarked
package org.jacobi.learn;

import org.jspecify.annotations.NullMarked;
