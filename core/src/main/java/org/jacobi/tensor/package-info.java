/**
 * Tensors with reverse-mode automatic differentiation: {@link org.jacobi.tensor.Tensor} for users,
 * one small {@link org.jacobi.tensor.Op} for each operation, the walk back, and {@link
 * org.jacobi.tensor.GradCheck}.
 */
@NullMarked
package org.jacobi.tensor;

import org.jspecify.annotations.NullMarked;
